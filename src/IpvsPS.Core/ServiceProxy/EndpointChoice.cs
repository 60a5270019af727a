using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>An endpoint of a service port.</summary>
/// <param name="Endpoint">The endpoint as its slice has it.</param>
/// <param name="Port">The port that the slice gives, host order.</param>
/// <param name="IsLocal">Whether it is on this node.</param>
internal readonly record struct PortEndpoint(SliceEndpoint Endpoint, ushort Port, bool IsLocal)
{
    public InetAddress Address => Endpoint.Address;
}

/// <summary>The lists of endpoints that the virtual services of a service port use.</summary>
/// <param name="Cluster">The endpoints of all nodes; null where nothing uses them.</param>
/// <param name="Local">The endpoints of this node; null where nothing uses them.</param>
internal readonly record struct EndpointLists(List<PortEndpoint>? Cluster, List<PortEndpoint>? Local);

/// <summary>Merges the endpoints of slices and chooses among them, as <c>CategorizeEndpoints</c> of kube-proxy does.</summary>
internal static class EndpointChoice
{
    private enum Topology
    {
        Any,
        SameNode,
        SameZone,
    }

    /// <summary>
    /// All endpoints of a service port, by address and port. Of two with the same address and port one that does not terminate
    /// wins, and of two such the one of the newer slice.
    /// </summary>
    public static List<PortEndpoint> Merge(ServicePort port, IReadOnlyCollection<EndpointSlice> slices, AddressFamily family, NodeView node)
    {
        var found = new List<PortEndpoint>();
        foreach (EndpointSlice slice in slices)
        {
            foreach (SlicePort slicePort in slice.Family == family ? slice.Ports : [])
            {
                if (slicePort.Name == port.Name && slicePort.Protocol == port.Protocol)
                {
                    found.EnsureCapacity(found.Count + slice.Endpoints.Length);
                    foreach (SliceEndpoint endpoint in slice.Endpoints)
                    {
                        found.Add(new PortEndpoint(endpoint, slicePort.Number, node.IsLocal(endpoint)));
                    }
                }
            }
        }

        // An endpoint is rarely there twice: only then is the work done that finds which one wins.
        if (IsOrdered(found))
        {
            return found;
        }

        List<PortEndpoint> merged = [.. found];
        merged.Sort(ByAddressAndPort);
        return IsOrdered(merged) ? merged : Unique(found);
    }

    /// <summary>Chooses the endpoints of a service port.</summary>
    /// <param name="all">All its endpoints.</param>
    /// <param name="service">Its service.</param>
    /// <param name="isReachableFromOutside">Whether it has a node port or an address besides the cluster address.</param>
    /// <param name="node">This node.</param>
    public static EndpointLists Choose(List<PortEndpoint> all, KubernetesService service, bool isReachableFromOutside, NodeView node)
    {
        bool usesCluster = !service.IsInternalPolicyLocal || isReachableFromOutside;
        bool usesLocal = service.IsInternalPolicyLocal || (service.IsExternalPolicyLocal && isReachableFromOutside);
        return new EndpointLists(usesCluster ? ChooseCluster(all, node) : null, usesLocal ? ChooseLocal(all) : null);
    }

    private static List<PortEndpoint> ChooseCluster(List<PortEndpoint> all, NodeView node)
    {
        Topology topology = ReadHints(all, node);
        if (topology == Topology.Any && all.TrueForAll(static one => one.Endpoint.IsReady))
        {
            return all;
        }

        List<PortEndpoint> ready = all.FindAll(one =>
            one.Endpoint.IsReady
            && topology switch
            {
                Topology.SameNode => one.Endpoint.NodeHints.Contains(node.Options.NodeName),
                Topology.SameZone => one.Endpoint.ZoneHints.Contains(node.Zone),
                _ => true,
            }
        );
        return ready.Count > 0 ? ready : all.FindAll(IsLastResort);
    }

    private static List<PortEndpoint> ChooseLocal(List<PortEndpoint> all)
    {
        List<PortEndpoint> ready = all.FindAll(one => one.IsLocal && one.Endpoint.IsReady);
        return ready.Count > 0 ? ready : all.FindAll(one => one.IsLocal && IsLastResort(one));
    }

    private static int ByAddressAndPort(PortEndpoint left, PortEndpoint right) =>
        left.Address.CompareTo(right.Address) is not 0 and var order ? order : left.Port.CompareTo(right.Port);

    /// <summary>Whether they are by address and port, each once.</summary>
    private static bool IsOrdered(List<PortEndpoint> endpoints)
    {
        for (int i = 1; i < endpoints.Count; i++)
        {
            if (ByAddressAndPort(endpoints[i - 1], endpoints[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static List<PortEndpoint> Unique(List<PortEndpoint> endpoints)
    {
        var found = new Dictionary<(InetAddress, ushort), PortEndpoint>();
        foreach (PortEndpoint one in endpoints)
        {
            (InetAddress, ushort) key = (one.Address, one.Port);
            if (!one.Endpoint.IsTerminating || !found.ContainsKey(key))
            {
                found[key] = one;
            }
        }

        List<PortEndpoint> unique = [.. found.Values];
        unique.Sort(ByAddressAndPort);
        return unique;
    }

    /// <summary>An endpoint that ends but still answers, for where there is no ready one.</summary>
    private static bool IsLastResort(PortEndpoint one) => one.Endpoint.IsServing && one.Endpoint.IsTerminating;

    /// <summary>Hints count only where every ready endpoint has them and one is for this node or zone.</summary>
    private static Topology ReadHints(List<PortEndpoint> all, NodeView node)
    {
        (bool allHaveNodes, bool allHaveZones, bool isForNode, bool isForZone) = (true, true, false, false);
        foreach (PortEndpoint one in all)
        {
            if (one.Endpoint.IsReady)
            {
                allHaveNodes &= one.Endpoint.NodeHints.Length > 0;
                allHaveZones &= one.Endpoint.ZoneHints.Length > 0;
                isForNode |= one.Endpoint.NodeHints.Contains(node.Options.NodeName);
                isForZone |= node.Zone.Length > 0 && one.Endpoint.ZoneHints.Contains(node.Zone);
            }
        }

        return allHaveNodes && isForNode ? Topology.SameNode
            : allHaveZones && isForZone ? Topology.SameZone
            : Topology.Any;
    }
}
