using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>What the packet filter's sets hold for a virtual service: whose source is masqueraded, and who may come.</summary>
internal static class SourceRules
{
    /// <summary>Whether only some sources may reach a service's load balancer addresses.</summary>
    public static bool NeedsFilter(KubernetesService service) =>
        service.LoadBalancerAddresses.Select(address => address.Family).Distinct().Any(family => Ranges(service, family).Length > 0);

    public static IEnumerable<FirewallElement> Elements(KubernetesService service, IpvsServiceId id, VirtualServiceKind kind, NodeView node)
    {
        bool isLocal = service.IsExternalPolicyLocal;
        switch (kind)
        {
            case VirtualServiceKind.ClusterIP:
                yield return Of(FirewallSet.Cluster);
                break;
            case VirtualServiceKind.ExternalIP:
                yield return Of(isLocal ? FirewallSet.ExternalLocal : FirewallSet.External);
                break;
            case VirtualServiceKind.NodePort:
                yield return Of(FirewallSet.NodePort);
                if (isLocal)
                {
                    yield return Of(FirewallSet.NodePortLocal);
                }

                break;
            case VirtualServiceKind.LoadBalancer:
                yield return Of(FirewallSet.Balancer);
                if (isLocal)
                {
                    yield return Of(FirewallSet.BalancerLocal);
                }

                foreach (FirewallElement element in Guard(service, id, node))
                {
                    yield return element;
                }

                break;
        }

        FirewallElement Of(FirewallSet set) => new(set, (IpvsProtocol)id.Protocol, id.Address, id.Port);
    }

    /// <summary>The address itself is allowed where the node is: it is the source of the node's own processes.</summary>
    private static IEnumerable<FirewallElement> Guard(KubernetesService service, IpvsServiceId id, NodeView node)
    {
        AddressRange[] ranges = Ranges(service, id.Family);
        if (ranges.Length == 0)
        {
            yield break;
        }

        var guarded = new FirewallElement(FirewallSet.Guarded, (IpvsProtocol)id.Protocol, id.Address, id.Port);
        yield return guarded;
        foreach (AddressRange range in ranges)
        {
            yield return guarded with
            {
                Set = FirewallSet.Allowed,
                Source = range.Network,
                Length = range.Length,
            };
        }

        if (
            node.PrimaryAddress(id.Family) is { } primary
            && Array.Exists(ranges, range => range.Contains(primary))
            && !Array.Exists(ranges, range => range.Contains(id.Address))
        )
        {
            yield return guarded with
            {
                Set = FirewallSet.Allowed,
                Source = id.Address,
                Length = (byte)id.Address.BitCount,
            };
        }
    }

    /// <summary>
    /// A service's source ranges of a family; none where one of them means everybody. Those that lie in others are left out: the
    /// packet filter takes no ranges that overlap.
    /// </summary>
    private static AddressRange[] Ranges(KubernetesService service, AddressFamily family)
    {
        AddressRange[] ranges = [.. service.SourceRanges.Where(range => range.Family == family).Order()];
        return Array.Exists(ranges, range => range.Length == 0)
            ? []
            : [.. ranges.Where(range => !Array.Exists(ranges, other => other.Length < range.Length && other.Contains(range.Network)))];
    }
}
