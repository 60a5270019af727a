using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Makes health sections of what virtual_server blocks say of checks, quorum and sorry servers.</summary>
public static class KeepalivedHealth
{
    /// <summary>Gives the services of a table the health sections of the file that it was read from.</summary>
    /// <param name="table">The table.</param>
    /// <param name="reading">What the file came to.</param>
    /// <returns>What a health section cannot say, and so is not taken over.</returns>
    public static IReadOnlyList<KeepalivedRemark> AddTo(ConfigurationTable table, KeepalivedReading reading)
    {
        var remarks = new List<KeepalivedRemark>();
        foreach (KeepalivedVirtualServer server in reading.VirtualServers)
        {
            if (PolicyOf(server, remarks) is not { } policy)
            {
                continue;
            }

            foreach (ServiceEntry? entry in server.Services.Select(service => EntryOf(table, service.Id)))
            {
                if (entry is not null)
                {
                    entry.Health = policy with { SorryServer = SorryServerOf(server, entry) };
                }
            }
        }

        return remarks;
    }

    private static HealthPolicy? PolicyOf(KeepalivedVirtualServer server, List<KeepalivedRemark> remarks)
    {
        if (server.RealServers.All(real => real.Checks.Count == 0))
        {
            // keepalived holds a server without a checker for alive.
            return null;
        }

        KeepalivedRealServer first = server.RealServers.First(real => real.Checks.Count > 0);
        IpvsHealthCheck[] fitting = Fitting(server, first);
        RealServerChecks[] own =
        [
            .. server.RealServers.Where(real => !real.Checks.SequenceEqual(first.Checks)).Select(real => OwnOf(server, real)),
        ];
        if (
            fitting.Concat(own.SelectMany(real => real.Checks)).Select(HealthCheckRules.Check).FirstOrDefault(rule => rule is not null) is
            { } broken
        )
        {
            remarks.Add(
                NotConverted(server, $"a check cannot be taken over ({broken.Field}: {broken.Problem}): there is no health section for it.")
            );
            return null;
        }

        bool quiesces = server.RealServers.All(real => real.InhibitOnFailure);
        if (!quiesces && server.RealServers.Any(real => real.InhibitOnFailure))
        {
            remarks.Add(NotConverted(server, "inhibit_on_failure is said of some real servers: those that are down are all removed."));
        }

        return new HealthPolicy
        {
            Checks = fitting,
            ServerChecks = own.Length > 0 ? own : null,
            Quorum = Math.Max(server.Quorum, 1),
            Hysteresis = server.Hysteresis,
            OnFailure = quiesces ? HealthFailureAction.Quiesce : HealthFailureAction.Remove,
        };
    }

    private static IpvsHealthCheck[] Fitting(KeepalivedVirtualServer server, KeepalivedRealServer real) =>
        [.. real.Checks.Select(check => Place(Fit(check), server))];

    /// <summary>
    /// In keepalived a time-out may be longer than the interval; here a probe is over before the next one is due.
    /// </summary>
    private static IpvsHealthCheck Fit(IpvsHealthCheck check)
    {
        TimeSpan interval = check.Timeout > check.Interval ? check.Timeout : check.Interval;
        return check with { Interval = interval, FastInterval = check.FastInterval < interval ? check.FastInterval : null };
    }

    /// <summary>
    /// keepalived asks whatever listens on the real server's port, whichever protocol the service forwards: TCP_CHECK of a name
    /// server, for instance. That is meant where the check names the port.
    /// </summary>
    private static IpvsHealthCheck Place(IpvsHealthCheck check, KeepalivedVirtualServer server)
    {
        int port = server.RealServers[0].RealPort;
        bool isMeant = port > 0 && server.RealServers.All(real => real.RealPort == port);
        return isMeant && !server.Services.All(service => HealthCheckRules.IsOfService(check, service.Id))
            ? check with
            {
                Port = port,
            }
            : check;
    }

    private static RealServer? SorryServerOf(KeepalivedVirtualServer server, ServiceEntry entry) =>
        server.SorryServer is { Port: 0 } sorry ? sorry with { Port = entry.Id.Port } : server.SorryServer;

    /// <summary>
    /// The checks of one real server; keepalived holds one without a checker for alive. Only where an address comes twice does the
    /// port tell which: without NAT the kernel has the service's port, whatever the file says.
    /// </summary>
    private static RealServerChecks OwnOf(KeepalivedVirtualServer server, KeepalivedRealServer real)
    {
        bool isOnePort = server.RealServers.Count(other => other.RealAddress.Equals(real.RealAddress)) == 1;
        var address = InetAddress.FromIPAddress(real.RealAddress);
        return new RealServerChecks(address, isOnePort ? null : (ushort)real.RealPort, Fitting(server, real))
        {
            IsUnchecked = real.Checks.Count == 0,
        };
    }

    private static ServiceEntry? EntryOf(ConfigurationTable table, IpvsServiceId id)
    {
        int place = table.Find(id);
        return place < 0 ? null : table.Services[place];
    }

    private static KeepalivedRemark NotConverted(KeepalivedVirtualServer server, string message) =>
        new(KeepalivedRemarkKind.NotConverted, server.File, server.Line, "virtual_server", message);
}
