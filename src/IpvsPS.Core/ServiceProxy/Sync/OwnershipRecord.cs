using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>
/// What the proxy has made in a network namespace. It is written before the kernel is told, so that whatever the proxy made is in it
/// wherever it was stopped; what is not in it belongs to others and is never changed or removed.
/// </summary>
internal sealed class OwnershipRecord
{
    /// <summary>The virtual services.</summary>
    public HashSet<IpvsServiceId> Services { get; init; } = [];

    /// <summary>The Kubernetes names of the virtual services; none of those that a former version has made.</summary>
    public Dictionary<IpvsServiceId, ServicePortName> Names { get; init; } = [];

    /// <summary>The addresses on the link of virtual addresses.</summary>
    public HashSet<InetAddress> Addresses { get; init; } = [];

    /// <summary>The local and unreachable routes.</summary>
    public HashSet<ProxyRoute> Routes { get; init; } = [];

    /// <summary>Whether the link of virtual addresses is the proxy's.</summary>
    public bool HasLink { get; set; }

    /// <summary>Whether the table of the packet filter is there.</summary>
    public bool HasFilter { get; set; }

    /// <summary>The values of sysctls before the proxy set them, by their paths below /proc/sys.</summary>
    public Dictionary<string, string> Sysctls { get; init; } = [];

    /// <summary>The firewall marks of service ports.</summary>
    public Dictionary<PortKey, uint> Marks { get; init; } = [];

    /// <summary>Real servers that end, with the time (UTC) at which they are removed whatever connections they have.</summary>
    public Dictionary<RealServerId, DateTimeOffset> Draining { get; init; } = [];

    public bool IsEmpty => Services.Count + Addresses.Count + Routes.Count + Sysctls.Count + Draining.Count == 0 && !HasLink && !HasFilter;

    public OwnershipRecord Copy() =>
        new()
        {
            Services = [.. Services],
            Names = new(Names),
            Addresses = [.. Addresses],
            Routes = [.. Routes],
            HasLink = HasLink,
            HasFilter = HasFilter,
            Sysctls = new(Sysctls),
            Marks = new(Marks),
            Draining = new(Draining),
        };

    /// <summary>Drops services that have gone.</summary>
    public void Forget(IReadOnlyCollection<IpvsServiceId> gone)
    {
        foreach (IpvsServiceId id in gone)
        {
            Services.Remove(id);
            Names.Remove(id);
        }
    }

    public bool HasSameContent(OwnershipRecord other) =>
        ReferenceEquals(this, other)
        || (
            HasLink == other.HasLink
            && HasFilter == other.HasFilter
            && Services.SetEquals(other.Services)
            && Addresses.SetEquals(other.Addresses)
            && Routes.SetEquals(other.Routes)
            && HaveSame(Sysctls, other.Sysctls)
            && HaveSame(Names, other.Names)
            && HaveSame(Marks, other.Marks)
            && HaveSame(Draining, other.Draining)
        );

    private static bool HaveSame<TKey, TValue>(Dictionary<TKey, TValue> left, Dictionary<TKey, TValue> right)
        where TKey : notnull =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out TValue? value) && Equals(value, pair.Value));
}
