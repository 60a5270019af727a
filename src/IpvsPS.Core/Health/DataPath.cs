using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>
/// Ways to one real server each through IPVS, as a client's packets go: a service of a firewall mark of its own with that
/// server alone, and probes whose packets carry the mark. It alone proves a server of the methods DirectRoute and Tunnel.
/// The services are gone when it is disposed; those that a killed process left are removed by the next.
/// </summary>
public sealed class DataPath : IDisposable
{
    private readonly NetNamespaceHandle _netns;
    private readonly IpvsClient _client;
    private readonly LinkClient _links;
    private readonly SysctlClient _sysctls;
    private readonly StateLock _slot;
    private readonly Dictionary<IpvsServiceId, RealServer> _services = [];
    private readonly uint _firstMark;
    private uint _next;

    private DataPath(NetNamespaceHandle netns, IpvsClient client, LinkClient links, SysctlClient sysctls, StateLock slot, int place)
    {
        (_netns, _client, _links, _sysctls, _slot) = (netns, client, links, sysctls, slot);
        _firstMark = ProbeMarks.First + ((uint)place * ProbeMarks.SlotSize);
    }

    /// <summary>Takes marks that no other process has, and removes what is left of processes that are gone.</summary>
    /// <param name="netns">The namespace of the services; it must stay open.</param>
    /// <param name="directory">Where the locks lie.</param>
    /// <param name="cancellation">Ends the waiting for the kernel.</param>
    /// <returns>The ways, to be disposed.</returns>
    /// <exception cref="StateException">Sixteen processes have marks already, or the directory is not to be written.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static DataPath Open(NetNamespaceHandle netns, StateDirectory directory, CancellationToken cancellation)
    {
        directory.Create();
        IpvsClient client = IpvsClient.Open(netns, cancellation);
        StateLock? own = null;
        int place = 0;
        for (int slot = ProbeMarks.Slots - 1; slot >= 0; slot--)
        {
            string path = Path.Combine(directory.Path, $"probes-{netns.Identity.ToFileName()}-{slot}.lock");
            if (TryLock(path, isLast: slot == 0 && own is null, cancellation) is { } taken)
            {
                RemoveLeftovers(client, slot);
                own?.Dispose();
                (own, place) = (taken, slot);
            }
        }

        return new DataPath(netns, client, LinkClient.Open(netns, cancellation), SysctlClient.Open(netns, cancellation), own!, place);
    }

    /// <summary>Whether a check can go through a service: an echo request and a script cannot, and a service of a firewall mark has no
    /// address.</summary>
    /// <param name="service">The service.</param>
    /// <param name="kind">The check's kind.</param>
    /// <returns>Whether it can.</returns>
    public static bool Carries(IpvsServiceId service, IpvsHealthCheckKind kind) =>
        !service.IsFirewallMark && kind is not IpvsHealthCheckKind.Icmp and not IpvsHealthCheckKind.Script;

    /// <summary>Makes the way to a real server.</summary>
    /// <param name="service">Its service.</param>
    /// <param name="server">The real server.</param>
    /// <param name="check">The check.</param>
    /// <param name="problem">Why there can be no way, with the cure; null where there is one.</param>
    /// <returns>What to probe; null where there can be no way.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ProbeTarget? TryAdd(IpvsServiceId service, in RealServer server, IpvsHealthCheck check, out string? problem)
    {
        IPAddress real = server.Address.ToIPAddress();
        IPAddress? source = check.SourceAddress;
        problem = FindObstacle(service, server, check) ?? FindSource(service, real, ref source);
        if (problem is not null)
        {
            return null;
        }

        uint mark = _firstMark + _next++;
        var id = IpvsServiceId.ForFirewallMark(mark, service.Family);
        bool isNat = server.ForwardingMethod == IpvsForwardingMethod.Masquerade;
        int port = check.Port ?? service.Port;
        RealServer only = server with
        {
            Weight = 1,
            UpperThreshold = 0,
            LowerThreshold = 0,
            Port = (ushort)(isNat ? check.Port ?? server.Port : 0),
        };
        _services.Add(id, only);
        Make(id, only);
        return new ProbeTarget(
            real,
            server.Port,
            check with
            {
                Address = service.Address.ToIPAddress(),
                Port = port,
                FirewallMark = mark,
                SourceAddress = source,
            }
        );
    }

    /// <summary>Makes the services again that somebody else has removed with the rest of the table.</summary>
    /// <param name="there">The services that are there.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    internal void Repair(IReadOnlySet<IpvsServiceId> there)
    {
        foreach ((IpvsServiceId service, RealServer only) in _services.Where(way => !there.Contains(way.Key)))
        {
            Make(service, only);
        }
    }

    /// <summary>Removes the services and gives the marks back; whoever was stopped does so too.</summary>
    public void Dispose()
    {
        // It sends nothing more where the command was stopped; the one below does.
        _client.Dispose();
        try
        {
            using IpvsClient client = IpvsClient.Open(_netns, CancellationToken.None);
            foreach (IpvsServiceId service in _services.Keys)
            {
                Remove(client, service);
            }
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            // The next process removes them.
        }

        _links.Dispose();
        _sysctls.Dispose();
        _slot.Dispose();
    }

    private static void Remove(IpvsClient client, IpvsServiceId service)
    {
        try
        {
            client.RemoveService(service);
        }
        catch (NetlinkException e) when (e.Error is Errno.ESRCH or Errno.ENOENT)
        {
            // Somebody has cleared the table.
        }
    }

    private void Make(IpvsServiceId service, in RealServer only)
    {
        _client.AddService(new IpvsService { Id = service, Scheduler = "rr" });
        _client.AddRealServer(new IpvsRealServer(IpvsServiceReference.Default.With(service), only));
    }

    private static StateLock? TryLock(string path, bool isLast, CancellationToken cancellation)
    {
        try
        {
            return StateLock.Take(path, TimeSpan.Zero, cancellation);
        }
        catch (StateException e) when (e.Error == StateError.Busy && !isLast)
        {
            return null;
        }
    }

    private static void RemoveLeftovers(IpvsClient client, int slot)
    {
        foreach (IpvsService service in client.ListServices().Where(service => ProbeMarks.SlotOf(service.Id) == slot))
        {
            client.RemoveService(service.Id);
        }
    }

    private string? FindObstacle(IpvsServiceId service, in RealServer server, IpvsHealthCheck check)
    {
        bool isFull = _next == ProbeMarks.SlotSize;
        if (!Carries(service, check.Kind) || isFull)
        {
            return service.IsFirewallMark ? "The service has a firewall mark and no address that a probe could go to."
                : isFull ? $"A process has {ProbeMarks.SlotSize} ways through IPVS at most."
                : $"A check of kind {check.Kind} does not go through a service.";
        }

        bool isLocal = server.ForwardingMethod != IpvsForwardingMethod.Masquerade && service.Family == AddressFamily.IPv4;
        return isLocal && IsLocal(service.Address.ToIPAddress()) ? FindSysctl(server.Address.ToIPAddress()) : null;
    }

    private bool IsLocal(IPAddress address) => FindRoute(address)?.Type == NetLinkRouteType.Local;

    /// <summary>
    /// The answer comes from the virtual address, which is this host's own: it is taken only where accept_local is on and
    /// rp_filter is not strict. In force is the larger one of conf.all's value and the link's.
    /// </summary>
    private string? FindSysctl(IPAddress real)
    {
        if (FindRoute(real)?.LinkName is not { } link)
        {
            return null;
        }

        int accept = Math.Max(Read("all", "accept_local"), Read(link, "accept_local"));
        int filter = Math.Max(Read("all", "rp_filter"), Read(link, "rp_filter"));
        const string thrownAway = "The virtual address is this host's own, so that the server's answer is thrown away: set ";
        return accept != 1 ? $"{thrownAway}net.ipv4.conf.{link}.accept_local to 1."
            : filter == 1 ? $"{thrownAway}net.ipv4.conf.{link}.rp_filter to 2, and net.ipv4.conf.all.rp_filter to 0 or 2."
            : null;
    }

    private string? FindSource(IpvsServiceId service, IPAddress real, ref IPAddress? source)
    {
        source ??= FindRoute(real)?.Source;
        return source is null || !source.Equals(service.Address.ToIPAddress())
            ? null
            : $"The probe would leave from the virtual address {source} itself: give the check a source address.";
    }

    private NetLinkRoute? FindRoute(IPAddress address)
    {
        try
        {
            return _links.FindRoute(new RouteQuery(address));
        }
        catch (NetlinkException)
        {
            // No way leads there, which the probe itself finds out.
            return null;
        }
    }

    private int Read(string link, string name) =>
        int.TryParse(_sysctls.Read($"net/ipv4/conf/{link}/{name}").Trim(), out int value) ? value : 0;
}
