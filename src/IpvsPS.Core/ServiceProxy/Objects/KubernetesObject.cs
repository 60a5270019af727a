namespace IpvsPS.ServiceProxy.Objects;

/// <summary>What of a Kubernetes object a service proxy reads.</summary>
/// <param name="Name">Its namespace and name.</param>
internal abstract record KubernetesObject(ObjectName Name)
{
    /// <summary>When it was made, as the API server writes it (ISO 8601, UTC), or empty: older objects win where two want the
    /// same.</summary>
    public string CreationTime { get; init; } = string.Empty;

    /// <summary>The API server's counter of changes; 0 where there is none.</summary>
    public ulong ResourceVersion { get; init; }

    /// <summary>The kind as Kubernetes writes it: Service, EndpointSlice, Node, ServiceCIDR, Pod.</summary>
    public abstract string Kind { get; }
}
