namespace IpvsPS.ServiceProxy;

/// <summary>What is done to an item of the kernel.</summary>
public enum ServiceProxyAction
{
    /// <summary>It is not there and is added.</summary>
    Add,

    /// <summary>It is there and its settings are changed.</summary>
    Set,

    /// <summary>A real server that is no longer wanted gets weight 0 and keeps its connections for a time.</summary>
    Drain,

    /// <summary>It is there and is removed.</summary>
    Remove,

    /// <summary>Somebody else made it just as it is wanted: it is taken over without a change.</summary>
    Adopt,
}

/// <summary>What a change of a sync is about.</summary>
public enum ServiceProxyItem
{
    /// <summary>A virtual service; where it is added or removed, its real servers too.</summary>
    Service,

    /// <summary>A real server.</summary>
    RealServer,

    /// <summary>The link of virtual addresses.</summary>
    Link,

    /// <summary>A virtual address on that link.</summary>
    Address,

    /// <summary>A local route.</summary>
    Route,

    /// <summary>A sysctl.</summary>
    Sysctl,

    /// <summary>The table of the packet filter.</summary>
    Filter,
}

/// <summary>One change that a sync makes.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Item">What it is done to.</param>
/// <param name="Target">Which one, such as <c>TCP 10.96.0.10:53</c>.</param>
/// <param name="Service">The Kubernetes service that it is for, as <c>namespace/name</c>; empty where it is for none or for all.</param>
/// <param name="Details">The settings that it gets; empty where there are none.</param>
public sealed record ServiceProxyChange(ServiceProxyAction Action, ServiceProxyItem Item, string Target, string Service, string Details);
