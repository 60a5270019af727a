using System.Runtime.InteropServices;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Configuration;

/// <summary>
/// The kernel's table as everybody may read it, beside a configuration: what /proc does not tell is taken to be as the configuration
/// says. It has no timeouts, sync daemons and settings.
/// </summary>
public sealed class PublicTableState : CurrentState
{
    private readonly ConfigurationTable _desired;
    private readonly SuspensionTable? _suspended;
    private readonly Dictionary<IpvsServiceId, List<RealServer>> _rows = [];
    private readonly List<IpvsService> _services = [];

    /// <summary>Takes a table.</summary>
    /// <param name="table">The table; its services are changed.</param>
    /// <param name="desired">The configuration.</param>
    /// <param name="netns">The table's network namespace.</param>
    /// <param name="suspended">What is remembered of suspended real servers; null for nothing.</param>
    public PublicTableState(IpvsProcTable table, ConfigurationTable desired, NetNamespace? netns, SuspensionTable? suspended)
    {
        _desired = desired;
        _suspended = suspended;
        NetNamespace = netns;
        foreach (IpvsService service in table.Services.Where(service => !ProbeMarks.Contains(service.Id)))
        {
            var rows = new List<RealServer>(table.RowsOf(service));
            if (FindDesired(service.Id) is { } entry)
            {
                service.Id = entry.Service.Id;
                FillIn(service, rows, entry);
            }
            else
            {
                service.SchedulerFlag ??= [];
                service.OnePacket ??= false;
            }

            _services.Add(service);
            _rows[service.Id] = rows;
        }

        _services.Sort((left, right) => left.Id.CompareTo(right.Id));
    }

    /// <inheritdoc/>
    public override NetNamespace? NetNamespace { get; }

    /// <inheritdoc/>
    public override List<IpvsService> ListServices() => [.. _services];

    /// <inheritdoc/>
    public override void ReadRealServers(IpvsService service, List<RealServer> rows)
    {
        rows.Clear();
        rows.AddRange(_rows[service.Id]);
        MarkSuspended(_suspended, service.Id, rows);
    }

    /// <inheritdoc/>
    public override IpvsTimeout? GetTimeouts() => null;

    /// <inheritdoc/>
    public override List<IpvsSyncDaemon>? ListSyncDaemons() => null;

    /// <inheritdoc/>
    public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names) => [];

    /// <summary>The family of a firewall mark is not always told: then the configuration's is meant.</summary>
    private ServiceEntry? FindDesired(IpvsServiceId id) =>
        _desired.Services.Find(entry =>
            entry.Service.Id == id
            || (id.IsFirewallMark && id.Family == IpvsServiceId.UnknownFamily && entry.Service.FirewallMark == id.FirewallMark)
        );

    private static void FillIn(IpvsService service, List<RealServer> rows, ServiceEntry desired)
    {
        service.SchedulerFlag = desired.Service.SchedulerFlag;
        service.PersistenceEngine = desired.Service.PersistenceEngine;
        service.OnePacket ??= desired.Service.OnePacket;
        foreach (ref RealServer row in CollectionsMarshal.AsSpan(rows))
        {
            foreach (RealServer wanted in desired.RealServers)
            {
                if (RealServer.CompareEndpoints(wanted, row) == 0)
                {
                    row.UpperThreshold = wanted.UpperThreshold;
                    row.LowerThreshold = wanted.LowerThreshold;
                    row.TunnelType = wanted.TunnelType;
                    row.TunnelPort = wanted.TunnelPort;
                    row.TunnelChecksum = wanted.TunnelChecksum;
                }
            }
        }
    }
}
