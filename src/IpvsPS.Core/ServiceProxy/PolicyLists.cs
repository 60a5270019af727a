using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>Which endpoints the virtual services of one service port get by the policies of their service.</summary>
internal sealed class PolicyLists
{
    private static readonly List<PortEndpoint> None = [];

    private readonly EndpointLists _lists;
    private readonly KubernetesService _service;
    private readonly LocalFallback _fallback;
    private readonly bool _hasUsable;

    public PolicyLists(EndpointLists lists, List<PortEndpoint> all, KubernetesService service, LocalFallback fallback)
    {
        _lists = lists;
        _service = service;
        _fallback = fallback;
        _hasUsable = all.Exists(one => one.Endpoint.IsReady || (one.Endpoint.IsServing && one.Endpoint.IsTerminating));
    }

    /// <summary>The endpoints of all nodes.</summary>
    public List<PortEndpoint> Cluster => _lists.Cluster ?? None;

    /// <summary>Whether pods and the node itself would miss endpoints that outsiders are not to reach.</summary>
    public bool NeedsShortCircuit =>
        _fallback == LocalFallback.Drop && _service.IsExternalPolicyLocal && _lists.Local is { } local && !local.SequenceEqual(Cluster);

    public List<PortEndpoint> EndpointsOf(VirtualServiceKind kind)
    {
        if (!IsLocal(kind))
        {
            return Cluster;
        }

        List<PortEndpoint> local = _lists.Local ?? None;
        return local.Count == 0 && _fallback == LocalFallback.Cluster ? Cluster : local;
    }

    /// <summary>What is to be dropped: a Local policy, no endpoint here, and endpoints elsewhere.</summary>
    public IEnumerable<FirewallElement> Elements(IpvsServiceId id, VirtualServiceKind kind) =>
        _fallback == LocalFallback.Drop && IsLocal(kind) && _hasUsable && _lists.Local is not { Count: > 0 }
            ? [new FirewallElement(FirewallSet.Dropped, (IpvsProtocol)id.Protocol, id.Address, id.Port)]
            : [];

    private bool IsLocal(VirtualServiceKind kind) =>
        kind == VirtualServiceKind.ClusterIP ? _service.IsInternalPolicyLocal : _service.IsExternalPolicyLocal;
}
