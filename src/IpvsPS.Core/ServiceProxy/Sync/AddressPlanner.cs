using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>The addresses and routes that the kernel is to hold.</summary>
/// <param name="Addresses">On the link of virtual addresses.</param>
/// <param name="Routes">Local routes, and unreachable ones where nothing else closes the unused part of a range.</param>
/// <param name="OpenRanges">Those of the routes that are whole service ranges: what is unused in them is to be closed.</param>
/// <param name="Events">Service ranges that cannot be routed.</param>
internal sealed record WantedAddresses(
    HashSet<InetAddress> Addresses,
    HashSet<ProxyRoute> Routes,
    List<AddressRange> OpenRanges,
    List<ServiceProxyEvent> Events
);

/// <summary>Decides how virtual addresses become this machine's.</summary>
internal static class AddressPlanner
{
    /// <param name="desired">The virtual addresses.</param>
    /// <param name="ranges">The service ranges.</param>
    /// <param name="node">This node.</param>
    public static WantedAddresses Plan(IReadOnlyCollection<VirtualAddress> desired, IEnumerable<AddressRange> ranges, NodeView node)
    {
        var wanted = new WantedAddresses([], [], [], []);
        bool isLink = node.Options.AddressMode == AddressMode.Link;
        foreach (AddressRange range in ranges.Order())
        {
            if (node.HoldsNodeAddress(range) || (!isLink && node.Overlaps(range)))
            {
                wanted.Events.Add(new ServiceProxyEvent(ServiceProxyEventCode.RangeOfNode, "ServiceCIDR", "spec.cidrs", range.ToString()));
            }
            else if (!isLink && node.Options.Masquerade == MasqueradeMode.None)
            {
                // Without the filter the unused addresses of a local range would be open: each address has a route of its own then.
                wanted.Routes.Add(new ProxyRoute(range, IsClosed: true));
            }
            else if (!isLink)
            {
                wanted.OpenRanges.Add(range);
                wanted.Routes.Add(new ProxyRoute(range));
            }
        }

        if (isLink)
        {
            wanted.Addresses.EnsureCapacity(desired.Count);
        }

        foreach (VirtualAddress address in desired)
        {
            if (isLink || address.Place == AddressPlace.External)
            {
                wanted.Addresses.Add(address.Address);
            }
            else if (!wanted.OpenRanges.Exists(range => range.Contains(address.Address)))
            {
                wanted.Routes.Add(new ProxyRoute(RangeOf(address.Address)));
            }
        }

        wanted.Routes.RemoveWhere(route =>
            !route.IsClosed && wanted.Addresses.Contains(route.Range.Network) && route.Range == RangeOf(route.Range.Network)
        );
        return wanted;
    }

    private static AddressRange RangeOf(InetAddress address) => new(address, (byte)address.BitCount);
}
