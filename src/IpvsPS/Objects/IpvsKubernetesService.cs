using IpvsPS.ServiceProxy;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A real server of a virtual service with its Kubernetes names; a service without real servers is one without
/// RealAddress.</summary>
public sealed class IpvsKubernetesService
{
    /// <summary>Makes an empty one, to be filled in.</summary>
    public IpvsKubernetesService() { }

    internal IpvsKubernetesService(ServiceProxyRow row, IpvsPS.NetNamespace? netns)
    {
        Service = row.Service;
        PortName = row.PortName;
        Kind = row.Kind;
        Presence = row.Presence;
        Protocol = row.Id.IsFirewallMark ? null : (IpvsProtocol)row.Id.Protocol;
        VirtualAddress = row.Id.IsFirewallMark ? null : row.Id.Address.ToString();
        VirtualPort = row.Id.IsFirewallMark ? null : row.Id.Port;
        FirewallMark = row.Id.IsFirewallMark ? row.Id.FirewallMark : null;
        AddressFamily = row.Id.Family;
        Scheduler = row.Scheduler;
        RealAddress = row.RealAddress?.ToString();
        RealPort = row.RealAddress is null ? null : row.RealPort;
        Weight = row.RealAddress is null ? null : row.Weight;
        ActiveConnections = row.ActiveConnections;
        InactiveConnections = row.InactiveConnections;
        Pod = row.Pod;
        Node = row.Node;
        Conditions = row.Conditions;
        NetNamespace = NetNamespaceText.Of(netns) ?? string.Empty;
    }

    /// <summary>The Kubernetes service, as <c>namespace/name</c>.</summary>
    public string Service { get; set; } = string.Empty;

    /// <summary>The name of its port; empty where it has none.</summary>
    public string PortName { get; set; } = string.Empty;

    /// <summary>What the virtual address is to it: ClusterIP, ExternalIP, LoadBalancer, NodePort or ShortCircuit.</summary>
    public string Kind { get; set; } = string.Empty;

    /// <summary>Whether the kernel holds it as it is wanted.</summary>
    public ServiceProxyPresence Presence { get; set; }

    /// <summary>The protocol; null for a firewall mark.</summary>
    public IpvsProtocol? Protocol { get; set; }

    /// <summary>The address that clients connect to; null for a firewall mark.</summary>
    public string? VirtualAddress { get; set; }

    /// <summary>The port that clients connect to; null for a firewall mark.</summary>
    public int? VirtualPort { get; set; }

    /// <summary>The firewall mark; null for an address.</summary>
    public uint? FirewallMark { get; set; }

    /// <summary>The address family.</summary>
    public AddressFamily AddressFamily { get; set; }

    /// <summary>The scheduler that is wanted.</summary>
    public string Scheduler { get; set; } = string.Empty;

    /// <summary>The real server's address; null where the service has none.</summary>
    public string? RealAddress { get; set; }

    /// <summary>The real server's port; null where the service has none.</summary>
    public int? RealPort { get; set; }

    /// <summary>Its weight in the kernel, or the wanted one where the kernel does not have it.</summary>
    public int? Weight { get; set; }

    /// <summary>Established connections; null where the kernel does not have it.</summary>
    public uint? ActiveConnections { get; set; }

    /// <summary>Other connections; null where the kernel does not have it.</summary>
    public uint? InactiveConnections { get; set; }

    /// <summary>The pod; empty where its slice does not name one.</summary>
    public string Pod { get; set; } = string.Empty;

    /// <summary>The node that the pod is on; empty where its slice does not name one.</summary>
    public string Node { get; set; } = string.Empty;

    /// <summary>The endpoint's conditions, such as <c>ready,serving</c>; empty where no slice has it.</summary>
    public string Conditions { get; set; } = string.Empty;

    /// <summary>The network namespace; empty for the home namespace.</summary>
    public string NetNamespace { get; set; } = string.Empty;

    /// <summary>The virtual service and the real server.</summary>
    /// <returns><c>shop/web TCP 10.96.0.10:80 -> 172.17.0.3:8080</c>.</returns>
    public override string ToString()
    {
        string service = FirewallMark is { } mark
            ? $"FWM {mark}"
            : $"{Protocol?.ToString().ToUpperInvariant()} {VirtualAddress}:{VirtualPort}";
        return RealAddress is null ? $"{Service} {service}" : $"{Service} {service} -> {RealAddress}:{RealPort}";
    }
}
