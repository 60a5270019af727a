using System.Net;

namespace IpvsPS.Completion;

/// <summary>Completes the gateways of the routes that exist, in the namespace and the table typed so far.</summary>
public sealed class NetLinkRouteGatewayCompleter : NetLinkRouteCompleter
{
    private protected override IEnumerable<CompletionWord> Words(NetLinkRoute route) => (route.NextHops?.Select(hop => hop.Gateway) ?? [])
        .Append(route.Gateway)
        .OfType<IPAddress>()
        .Select(gateway => new CompletionWord(gateway.ToString(), route.ToString()));
}
