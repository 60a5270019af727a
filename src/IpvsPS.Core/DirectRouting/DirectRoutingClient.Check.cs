using System.Globalization;
using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.DirectRouting;

/// <content>What is needed, and how it stands.</content>
public sealed partial class DirectRoutingClient
{
    /// <summary>Everything that the virtual addresses need, address by address.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<IpvsDirectRoutingItem> Check(DirectRoutingRequest request)
    {
        DirectRoutingState state = Read();
        string[] interfaces = [.. ArpLinks(state, request)];
        return [.. request.VirtualAddresses.SelectMany(address => Check(state, request, interfaces, address))];
    }

    private List<IpvsDirectRoutingItem> Check(
        DirectRoutingState state,
        DirectRoutingRequest request,
        string[] interfaces,
        IPAddress address
    )
    {
        NetLink? link = state.LinksOf(address).FirstOrDefault();
        IpvsTunnelType? found = DirectRoutingKind.TypeOf(link?.Kind);
        bool isTunnel = request.Method is { } method ? method == IpvsForwardingMethod.Tunnel : found is not null;
        IpvsTunnelType type = request.Method is null ? found ?? IpvsTunnelType.Ipip : request.TunnelType;

        var items = new List<IpvsDirectRoutingItem> { CheckAddress(link) };
        if (link is { UsesArp: false })
        {
            items.Add(
                Item(
                    IpvsDirectRoutingRequirement.Link,
                    link.Name,
                    link.State == NetLinkState.Up,
                    link.State.ToString(),
                    "Up",
                    "A link that is down does not make its addresses the host's own, and their packets are dropped."
                )
            );
        }

        items.AddRange(isTunnel ? CheckTunnel(state, address, type) : []);
        items.AddRange(IsIPv4(address) ? interfaces.SelectMany(name => CheckArp(state, name)) : []);
        items.ForEach(item =>
        {
            item.VirtualAddress = address;
            item.ForwardingMethod = isTunnel ? IpvsForwardingMethod.Tunnel : IpvsForwardingMethod.DirectRoute;
            item.TunnelType = isTunnel ? type : null;
            item.NetNamespace = _links.NetNamespace;
        });
        return items;
    }

    private static IpvsDirectRoutingItem CheckAddress(NetLink? link) =>
        Item(
            IpvsDirectRoutingRequirement.VirtualAddress,
            link?.Name,
            link is { UsesArp: false },
            link is null ? "absent" : $"on {link.Name}",
            "on a dummy or tunnel link",
            link is { UsesArp: true }
                ? "The link answers for the virtual address to whoever asks, and clients go past the director."
                : "The director sends packets on to the virtual address, and a host drops those to an address that is not its own."
        );

    private static IEnumerable<IpvsDirectRoutingItem> CheckTunnel(DirectRoutingState state, IPAddress address, IpvsTunnelType type)
    {
        string[] kinds = DirectRoutingKind.TunnelsOf(type, address);
        NetLink[] ends = [.. state.Links.Where(link => state.IsTunnelEnd(link, kinds))];
        yield return Item(
            IpvsDirectRoutingRequirement.Tunnel,
            ends.FirstOrDefault()?.Name,
            ends.Length > 0,
            ends.Length > 0 ? $"{ends[0].Name}, {ends[0].Kind}" : "absent",
            $"a link of kind {kinds[0]} or {kinds[1]}, up, from any sender",
            "Nothing takes the director's packets out of their tunnel."
        );
        foreach (NetLink end in IsIPv4(address) ? ends : [])
        {
            yield return CheckSysctl(state, end.Name, LinkSysctl.ReversePathFilter);
        }
    }

    private static IEnumerable<IpvsDirectRoutingItem> CheckArp(DirectRoutingState state, string link) =>
        [CheckSysctl(state, link, LinkSysctl.ArpIgnore), CheckSysctl(state, link, LinkSysctl.ArpAnnounce)];

    private static IpvsDirectRoutingItem CheckSysctl(DirectRoutingState state, string link, LinkSysctl sysctl)
    {
        int value = state.InForce(link, sysctl);
        return Item(
            sysctl.Requirement,
            link,
            sysctl.Fits(value),
            value.ToString(CultureInfo.InvariantCulture),
            sysctl.Required,
            sysctl.Reason
        );
    }

    private static IpvsDirectRoutingItem Item(
        IpvsDirectRoutingRequirement requirement,
        string? link,
        bool isMet,
        string current,
        string required,
        string reason
    ) =>
        new()
        {
            Requirement = requirement,
            LinkName = link,
            IsMet = isMet,
            Current = current,
            Required = required,
            Reason = reason,
        };
}
