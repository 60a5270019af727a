using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>The table of one network namespace, to be read again and again.</summary>
public sealed class MetricSource : IDisposable
{
    private const string RunEstimation = "run_estimation";

    private readonly NetNamespaceHandle _netns;
    private readonly StateCache<SuspensionTable> _suspensions;
    private readonly StateCache<HealthTable> _health;
    private readonly StateCache<ServiceNameTable> _names;
    private IpvsClient? _client;

    /// <summary>Makes a source of a namespace.</summary>
    /// <param name="netns">The namespace; the source has a handle of its own.</param>
    /// <param name="label">What the label netns says; null for no such label.</param>
    public MetricSource(NetNamespaceHandle netns, string? label)
    {
        _netns = netns.Duplicate();
        Labels = new MetricLabels(label);
        _suspensions = new(SuspensionTable.File(StateDirectory.Default, netns.Identity));
        _health = new(HealthTable.File(StateDirectory.Default, netns.Identity));
        _names = new(ServiceNameTable.File(StateDirectory.Default, netns.Identity));
    }

    /// <summary>The namespace.</summary>
    public NetNamespace Namespace => _netns.Namespace;

    /// <summary>Whether the last reading succeeded.</summary>
    public bool IsUp { get; private set; }

    internal MetricLabels Labels { get; }

    internal TableReading Table { get; } = new();

    internal IpvsInfo Info { get; private set; } = new();

    internal IpvsCounters Totals { get; private set; }

    internal IReadOnlyList<IpvsSyncDaemon> SyncDaemons { get; private set; } = [];

    internal SuspensionTable? Suspensions { get; private set; }

    /// <summary>What a health monitor wrote last, however long ago; null where none has run.</summary>
    internal HealthTable? Health { get; set; }

    /// <summary>The Kubernetes names of services; null where there are none.</summary>
    internal ServiceNameTable? Names { get; set; }

    /// <summary>The real servers by their addresses, where that is asked for.</summary>
    internal HostTotals Hosts { get; } = new();

    internal bool? IsEstimating { get; private set; }

    internal Dictionary<string, ulong> ConnectionStates { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _netns.Dispose();
    }

    /// <summary>Reads the table.</summary>
    /// <param name="options">What is wanted of it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NetNamespaceException">The namespace has gone.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Read(MetricOptions options, CancellationToken cancellation)
    {
        IsUp = false;
        _netns.ThrowIfGone();
        if (_client is null or { IsFaulted: true })
        {
            _client?.Dispose();
            _client = IpvsClient.Open(_netns, CancellationToken.None);
        }

        Table.Read(_client, cancellation: cancellation);
        Labels.Trim(Table.Services.Count);
        Totals = IpvsTotals.Read(_netns, cancellation);
        if (!options.IsNodeExporter)
        {
            ReadRest(_client, options, cancellation);
        }

        IsUp = true;
    }

    private void ReadRest(IpvsClient client, MetricOptions options, CancellationToken cancellation)
    {
        Info = client.GetInfo();
        SyncDaemons = client.ListSyncDaemons();
        Suspensions = ReadRecord(_suspensions);
        Health = ReadRecord(_health);
        Names = ReadRecord(_names);
        if (options.Aggregate == MetricAggregate.Address)
        {
            Hosts.Note(Table, (id, weight) => Suspensions?.IsSuspended(id, weight) == true);
        }

        using (IpvsSettingsClient settings = IpvsSettingsClient.Open(_netns, cancellation))
        {
            // Kernels before 5.17 have no such setting, and always sum up.
            IsEstimating = settings.ListNames().Contains(RunEstimation) ? settings.Get(RunEstimation).Value is true : null;
        }

        ConnectionStates.Clear();
        if (options.HasConnectionStates)
        {
            using IpvsConnectionTable table = IpvsConnectionTable.Open(_netns, cancellation);
            foreach (IpvsConnection connection in table.Read())
            {
                string state = connection.IsTemplate ? "TEMPLATE" : connection.State;
                ConnectionStates[state] = ConnectionStates.GetValueOrDefault(state) + 1;
            }
        }
    }

    /// <summary>What is remembered; nothing where the record cannot be read, since the table is there all the same.</summary>
    private static T? ReadRecord<T>(StateCache<T> record)
        where T : class
    {
        try
        {
            return record.Read();
        }
        catch (StateException)
        {
            return null;
        }
    }
}
