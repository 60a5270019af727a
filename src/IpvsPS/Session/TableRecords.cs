using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Session;

/// <summary>What is remembered of a network namespace's services and real servers, for who looks at its table again and again.</summary>
/// <param name="identity">The namespace, as an open handle of it tells.</param>
internal sealed class TableRecords(in NetNamespaceIdentity identity)
{
    private readonly StateCache<SuspensionTable> _suspensionFile = new(SuspensionTable.File(StateDirectory.Default, identity));
    private readonly StateCache<HealthTable> _healthFile = new(HealthTable.File(StateDirectory.Default, identity));
    private readonly StateCache<ServiceNameTable> _nameFile = new(ServiceNameTable.File(StateDirectory.Default, identity));
    private SuspensionTable? _suspensions;
    private ServiceNameTable? _names;
    private HealthTable? _healthTable;
    private IReadOnlyDictionary<RealServerId, RealServerHealth>? _health;
    private bool _isHealthCurrent;

    /// <summary>Reads anew what has changed.</summary>
    /// <exception cref="StateException">What is remembered cannot be read.</exception>
    public void Read()
    {
        _suspensions = _suspensionFile.Read();
        _names = _nameFile.Read();
        HealthTable? table = _healthFile.Read();
        if (table != _healthTable)
        {
            _healthTable = table;
            _health = table?.ByServer();
        }

        _isHealthCurrent = table is not null && HealthTable.IsCurrent(table.Written, DateTimeOffset.UtcNow);
    }

    /// <summary>The suspension of a real server; null where its weight was not taken away for a while.</summary>
    /// <param name="server">The real server.</param>
    /// <param name="weight">The weight that it has.</param>
    public Suspension? SuspensionOf(RealServerId server, int weight) => _suspensions?.FindSuspended(server, weight);

    /// <summary>What a monitor that runs knows of a real server; null where none watches it.</summary>
    /// <param name="server">The real server.</param>
    public RealServerHealth? HealthOf(RealServerId server) => _isHealthCurrent ? _health!.GetValueOrDefault(server) : null;

    /// <summary>The Kubernetes service port that a service is of; null where none is known.</summary>
    /// <param name="service">The service.</param>
    public ServicePortName? KubernetesOf(IpvsServiceId service) => _names?.Find(service);
}
