using System.Globalization;
using IpvsPS.Ipvs;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Objects;

/// <summary>
/// What a service or one of its real servers has done between two readings of its counters: the totals, what was added to them,
/// and the exact rates of that time.
/// </summary>
public sealed class IpvsStatisticSample : ServicePart
{
    private readonly IpvsPS.IpvsStatistic _statistic;

    /// <summary>Makes a sample of nothing yet, to be filled in.</summary>
    public IpvsStatisticSample() => _statistic = new IpvsPS.IpvsStatistic();

    internal IpvsStatisticSample(IpvsPS.IpvsStatistic statistic, in IpvsCounters totals, in CounterChange change)
    {
        _statistic = statistic;
        Elapsed = Math.Round(change.Elapsed.TotalSeconds, 3);
        Reset = change.IsReset;
        IsChanged = change.IsChanged;
        Connections = totals.Connections;
        IncomingPackets = totals.IncomingPackets;
        OutgoingPackets = totals.OutgoingPackets;
        IncomingBytes = totals.IncomingBytes;
        OutgoingBytes = totals.OutgoingBytes;
        ConnectionsDelta = change.Added.Connections;
        IncomingPacketsDelta = change.Added.IncomingPackets;
        OutgoingPacketsDelta = change.Added.OutgoingPackets;
        IncomingBytesDelta = change.Added.IncomingBytes;
        OutgoingBytesDelta = change.Added.OutgoingBytes;
        ConnectionsPerSecond = Rate(change, ConnectionsDelta);
        IncomingPacketsPerSecond = Rate(change, IncomingPacketsDelta);
        OutgoingPacketsPerSecond = Rate(change, OutgoingPacketsDelta);
        IncomingBytesPerSecond = Rate(change, IncomingBytesDelta);
        OutgoingBytesPerSecond = Rate(change, OutgoingBytesDelta);
    }

    /// <summary>When the counters were read, in ISO 8601 and UTC with thousandths of a second.</summary>
    public string Time { get; set; } = string.Empty;

    /// <summary>The seconds since they were read before, by a clock that nobody sets.</summary>
    public double Elapsed { get; set; }

    /// <summary>The service in ipvsadm's words: <c>TCP 10.0.0.1:80</c>.</summary>
    public string? Service
    {
        get => _statistic.Service;
        set => _statistic.Service = value;
    }

    /// <summary>
    /// The Kubernetes service port that the service is of, <c>shop/web:http</c>; null where this node has made it for none.
    /// </summary>
    public string? KubernetesService { get; set; }

    /// <summary>The real server's address; null where this is the sample of the whole service.</summary>
    public string? RealAddress
    {
        get => AddressText.Of(_statistic.Address);
        set => _statistic.Address = AddressText.Read(value);
    }

    /// <summary>The real server's port, 0 to 65535; null where this is the sample of the whole service.</summary>
    public int? RealPort
    {
        get => _statistic.Port;
        set => _statistic.Port = value;
    }

    /// <summary>The weight; of a service the sum of its real servers'.</summary>
    public long Weight { get; set; }

    /// <summary>Whether Suspend-IpvsRealServer has taken the real server's weight away; of a service whether that is so of all.</summary>
    public bool Suspended { get; set; }

    /// <summary>What the health monitor knows of the real server; null where none watches it, and of a service.</summary>
    public ServerHealth? Health { get; set; }

    /// <summary>Connections in the established state.</summary>
    public long ActiveConnections { get; set; }

    /// <summary>Connections in every other state.</summary>
    public long InactiveConnections { get; set; }

    /// <summary>Persistence entries of clients that stay with the real server.</summary>
    public long PersistentConnections { get; set; }

    /// <summary>
    /// Whether the counters began anew: they were reset, or the service or real server is new. What was added is then what they
    /// have counted since; what they had counted before that is not known.
    /// </summary>
    public bool Reset { get; set; }

    /// <summary>Connections that were scheduled, since it was made or last reset.</summary>
    public ulong Connections { get; set; }

    /// <summary>Packets from clients, since it was made or last reset.</summary>
    public ulong IncomingPackets { get; set; }

    /// <summary>Packets to clients that passed the director, since it was made or last reset.</summary>
    public ulong OutgoingPackets { get; set; }

    /// <summary>Bytes from clients, since it was made or last reset.</summary>
    public ulong IncomingBytes { get; set; }

    /// <summary>Bytes to clients that passed the director, since it was made or last reset.</summary>
    public ulong OutgoingBytes { get; set; }

    /// <summary>Connections that came in this sample's time.</summary>
    public ulong ConnectionsDelta { get; set; }

    /// <summary>Packets from clients in this sample's time.</summary>
    public ulong IncomingPacketsDelta { get; set; }

    /// <summary>Packets to clients in this sample's time.</summary>
    public ulong OutgoingPacketsDelta { get; set; }

    /// <summary>Bytes from clients in this sample's time.</summary>
    public ulong IncomingBytesDelta { get; set; }

    /// <summary>Bytes to clients in this sample's time.</summary>
    public ulong OutgoingBytesDelta { get; set; }

    /// <summary>Connections a second in this sample's time.</summary>
    public double ConnectionsPerSecond { get; set; }

    /// <summary>Packets from clients a second in this sample's time.</summary>
    public double IncomingPacketsPerSecond { get; set; }

    /// <summary>Packets to clients a second in this sample's time.</summary>
    public double OutgoingPacketsPerSecond { get; set; }

    /// <summary>Bytes from clients a second in this sample's time.</summary>
    public double IncomingBytesPerSecond { get; set; }

    /// <summary>Bytes to clients a second in this sample's time.</summary>
    public double OutgoingBytesPerSecond { get; set; }

    /// <summary>Whether anything differs from the sample before.</summary>
    internal bool IsChanged { get; init; }

    private protected override IpvsServiceItem Item => _statistic;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _statistic.NetNamespace;
        set => _statistic.NetNamespace = value;
    }

    /// <summary>The service or real server and its connections a second.</summary>
    /// <returns><c>TCP 10.0.0.1:80: 41.5 connections/s</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_statistic}: {ConnectionsPerSecond} connections/s");

    private static double Rate(in CounterChange change, ulong amount) => Math.Round(change.PerSecond(amount), 3);
}
