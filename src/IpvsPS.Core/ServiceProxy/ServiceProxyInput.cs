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

    /// <summary>
    /// Whether what was read may be all that a cluster has: there was something, every text is JSON to its end, and not everything was of
    /// other kinds. What is missing from the rest must not be taken for gone.
    /// </summary>
    public bool IsWhole =>
        _reader.DocumentCount > 0
        && Events.All(one => one.Code != ServiceProxyEventCode.JsonInvalid)
        && (Objects.Count > 0 || Events.Count == 0);

    internal List<KubernetesObject> Objects { get; } = [];

    /// <summary>Reads objects.</summary>
    /// <param name="json">JSON in UTF-8: an object, a list, an array, or several documents one after the other.</param>
    public void Read(ReadOnlySpan<byte> json) => Objects.AddRange(_reader.Read(json));
}
