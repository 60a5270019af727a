namespace IpvsPS.Completion;

/// <summary>Completes the metrics of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteMetricCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<CompletionWord> Words(NetLinkRoute route) => [new CompletionWord($"{route.Metric}", route.ToString())];
}
