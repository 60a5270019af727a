using IpvsPS.ServiceProxy;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>One change that makes a node hold what its Kubernetes services want.</summary>
public sealed class IpvsKubernetesChange
{
    /// <summary>Makes an empty one, to be filled in.</summary>
    public IpvsKubernetesChange() { }

    internal IpvsKubernetesChange(ServiceProxyChange change, IpvsPS.NetNamespace? netns)
    {
        Action = change.Action;
        Kind = change.Item;
        Target = change.Target;
        Service = change.Service;
        Details = change.Details;
        NetNamespace = NetNamespaceText.Of(netns) ?? string.Empty;
    }

    /// <summary>What is done.</summary>
    public ServiceProxyAction Action { get; set; }

    /// <summary>What it is done to.</summary>
    public ServiceProxyItem Kind { get; set; }

    /// <summary>Which one, such as <c>TCP 10.96.0.10:53</c>.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>The Kubernetes service that it is for, as <c>namespace/name</c>; empty where it is for none or for all.</summary>
    public string Service { get; set; } = string.Empty;

    /// <summary>The settings that it gets; empty where there are none.</summary>
    public string Details { get; set; } = string.Empty;

    /// <summary>The network namespace; empty for the home namespace.</summary>
    public string NetNamespace { get; set; } = string.Empty;

    /// <summary>The change in words.</summary>
    /// <returns><c>Add Service TCP 10.96.0.10:53 (kube-system/dns): rr</c>.</returns>
    public override string ToString() =>
        $"{Action} {Kind} {Target}{(Service.Length > 0 ? $" ({Service})" : string.Empty)}"
        + $"{(Details.Length > 0 ? $": {Details}" : string.Empty)}";
}
