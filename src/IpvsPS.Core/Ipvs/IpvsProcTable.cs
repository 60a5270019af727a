using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The whole table of one network namespace as everybody may read it.</summary>
public sealed class IpvsProcTable
{
    private readonly Dictionary<IpvsService, RealServer[]> _servers = [];

    private IpvsProcTable(IpvsProcReader reader)
    {
        foreach ((IpvsService service, RealServer[] servers) in reader.Read())
        {
            _servers.Add(service, servers);
            Services.Add(service);
        }

        Services.Sort((left, right) => left.Id.CompareTo(right.Id));
    }

    /// <summary>Every service, in the order of <c>ipvsadm -Ln</c>.</summary>
    public List<IpvsService> Services { get; } = [];

    /// <summary>The real servers of one of the services, in the order of <c>ipvsadm -Ln</c>.</summary>
    public List<IpvsRealServer> ListRealServers(IpvsService service)
    {
        var reference = new IpvsServiceReference(service);
        return [.. _servers[service].Select(server => new IpvsRealServer(reference, server))];
    }

    /// <summary>The same without objects.</summary>
    internal IReadOnlyList<RealServer> RowsOf(IpvsService service) => _servers[service];

    /// <summary>Reads the table; null where /proc does not show it.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EBADMSG for a line that is not in the kernel's form.</exception>
    public static IpvsProcTable? TryRead(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        using IpvsProcReader? reader = IpvsProcReader.TryOpen(netns, cancellation);
        return reader is null ? null : new IpvsProcTable(reader);
    }
}
