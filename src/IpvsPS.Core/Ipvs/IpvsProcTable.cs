using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>The table of one network namespace as everybody may read it: /proc/net/ip_vs, at one moment.</summary>
internal sealed class IpvsProcTable
{
    /// <summary>The thread's own, not <c>/proc/net</c>, which is that of the process's first thread.</summary>
    private const string Path = "/proc/thread-self/net/ip_vs";

    private const string Operation = "read the IPVS table from /proc";

    /// <summary>The version, and what the columns are of a service and of a real server.</summary>
    private const int HeadingLines = 3;

    private readonly Dictionary<IpvsService, IpvsDestination[]> _servers = [];

    private IpvsProcTable(IpvsTableText text, NetNamespace space)
    {
        foreach ((IpvsService service, IpvsDestination[] servers) in text.Services)
        {
            service.NetNamespace = space;
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

    /// <summary>Reads the table; null where this file is not to be had either.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EBADMSG for a line that is not in the kernel's form.</exception>
    public static IpvsProcTable? TryRead(NetNamespaceHandle space, CancellationToken cancellation)
    {
        if (ProcFile.TryOpen(space, Path, write: false, out _) is not { } file)
        {
            return null;
        }

        using var lines = new ProcLineReader(file, Path, Operation, cancellation);
        var text = new IpvsTableText(KernelTicks.PerSecond);
        for (int number = 0; lines.TryRead(out ReadOnlySpan<byte> line); number++)
        {
            if (number >= HeadingLines && !text.TryAdd(line))
            {
                throw lines.Invalid(line);
            }
        }

        text.Finish();
        return new IpvsProcTable(text, space.Identity);
    }
}
