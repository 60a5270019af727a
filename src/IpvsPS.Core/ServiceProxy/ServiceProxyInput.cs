using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy;

/// <summary>Kubernetes objects as they are read, in any order: Services, EndpointSlices, Nodes, ServiceCIDRs, Pods, and lists of
/// them.</summary>
public sealed class ServiceProxyInput
{
    private readonly ObjectReader _reader = new();

    /// <summary>How many objects have been read.</summary>
    public int Count => Objects.Count;

    /// <summary>How many of them are pods.</summary>
    public int PodCount => Objects.Count(item => item is KubernetesPod);

    /// <summary>What was wrong with what was read; the rest is used.</summary>
    public IReadOnlyList<ServiceProxyEvent> Events => _reader.Events;

    internal List<KubernetesObject> Objects { get; } = [];

    /// <summary>Reads objects.</summary>
    /// <param name="json">JSON in UTF-8: an object, a list, an array, or several documents one after the other.</param>
    public void Read(ReadOnlySpan<byte> json) => Objects.AddRange(_reader.Read(json));
}
