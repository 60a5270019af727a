namespace IpvsPS.Completion;

/// <summary>Completes the destinations of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteDestinationCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<CompletionWord> Words(NetLinkRoute route) =>
        [new CompletionWord(route.Destination.PrefixLength == 0 ? "default" : route.Destination.ToString(), route.ToString())];
}
