using System.Net;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>What a real server of direct routing needs.</summary>
internal static class DirectRoutingSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [new("IpvsDirectRouting", [.. DirectRouting().Select(item => new Objects.IpvsDirectRouting(item))])];

    private static IEnumerable<IpvsDirectRoutingItem> DirectRouting()
    {
        yield return Item(
            Parse("10.0.0.185"),
            IpvsDirectRoutingRequirement.VirtualAddress,
            isMet: false,
            null,
            "absent",
            "on a dummy or tunnel link"
        );
        yield return Item(Parse("10.0.0.185"), IpvsDirectRoutingRequirement.ArpIgnore, isMet: true, "eth0", "1", "1 or 2");
        yield return Item(
            LongAddress,
            IpvsDirectRoutingRequirement.VirtualAddress,
            isMet: true,
            "fifteen-letters",
            "on fifteen-letters",
            "on a dummy or tunnel link"
        );
        IpvsDirectRoutingItem tunnel = Item(
            Parse("10.0.0.185"),
            IpvsDirectRoutingRequirement.ReversePathFilter,
            isMet: false,
            "ipvs-ipip",
            "1 (all has 1)",
            "0 or 2"
        );
        (tunnel.ForwardingMethod, tunnel.TunnelType, tunnel.NetNamespace) = (IpvsForwardingMethod.Tunnel, IpvsTunnelType.Ipip, Blue);
        yield return tunnel;
    }

    private static IpvsDirectRoutingItem Item(
        IPAddress address,
        IpvsDirectRoutingRequirement requirement,
        bool isMet,
        string? link,
        string current,
        string required
    ) =>
        new()
        {
            VirtualAddress = address,
            Requirement = requirement,
            IsMet = isMet,
            LinkName = link,
            Current = current,
            Required = required,
            Reason = "The director's packets are for this address; without it they are not taken in.",
        };
}
