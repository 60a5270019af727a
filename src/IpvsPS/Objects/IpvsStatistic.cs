namespace IpvsPS.Objects;

/// <summary>
/// What a service or one of its real servers has done: totals since it was made or last reset, and rates, which are a
/// moving average. The kernel brings both up to date every two seconds or so, and not at all while the setting
/// run_estimation is off.
/// </summary>
public sealed class IpvsStatistic : ServicePart
{
    private readonly IpvsPS.IpvsStatistic _statistic;

    /// <summary>Makes the statistics of nothing yet, to be filled in.</summary>
    public IpvsStatistic()
        : this(new IpvsPS.IpvsStatistic()) { }

    internal IpvsStatistic(IpvsPS.IpvsStatistic statistic) => _statistic = statistic;

    /// <summary>The service in ipvsadm's words: <c>TCP 10.0.0.1:80</c>.</summary>
    public string? Service
    {
        get => _statistic.Service;
        set => _statistic.Service = value;
    }

    /// <summary>The real server's address; null where these are the statistics of the whole service.</summary>
    public string? RealAddress
    {
        get => AddressText.Of(_statistic.Address);
        set => _statistic.Address = AddressText.Read(value);
    }

    /// <summary>The real server's port, 0 to 65535; null where these are the statistics of the whole service.</summary>
    public int? RealPort
    {
        get => _statistic.Port;
        set => _statistic.Port = value;
    }

    /// <summary>Connections that were scheduled.</summary>
    public ulong Connections
    {
        get => _statistic.Connections;
        set => _statistic.Connections = value;
    }

    /// <summary>Packets from clients.</summary>
    public ulong IncomingPackets
    {
        get => _statistic.IncomingPackets;
        set => _statistic.IncomingPackets = value;
    }

    /// <summary>Packets to clients that passed the director: none with DirectRoute and Tunnel.</summary>
    public ulong OutgoingPackets
    {
        get => _statistic.OutgoingPackets;
        set => _statistic.OutgoingPackets = value;
    }

    /// <summary>Bytes from clients, IP headers included.</summary>
    public ulong IncomingBytes
    {
        get => _statistic.IncomingBytes;
        set => _statistic.IncomingBytes = value;
    }

    /// <summary>Bytes to clients that passed the director, IP headers included.</summary>
    public ulong OutgoingBytes
    {
        get => _statistic.OutgoingBytes;
        set => _statistic.OutgoingBytes = value;
    }

    /// <summary>Connections a second.</summary>
    public ulong ConnectionsPerSecond
    {
        get => _statistic.ConnectionsPerSecond;
        set => _statistic.ConnectionsPerSecond = value;
    }

    /// <summary>Packets from clients a second.</summary>
    public ulong IncomingPacketsPerSecond
    {
        get => _statistic.IncomingPacketsPerSecond;
        set => _statistic.IncomingPacketsPerSecond = value;
    }

    /// <summary>Packets to clients a second.</summary>
    public ulong OutgoingPacketsPerSecond
    {
        get => _statistic.OutgoingPacketsPerSecond;
        set => _statistic.OutgoingPacketsPerSecond = value;
    }

    /// <summary>Bytes from clients a second.</summary>
    public ulong IncomingBytesPerSecond
    {
        get => _statistic.IncomingBytesPerSecond;
        set => _statistic.IncomingBytesPerSecond = value;
    }

    /// <summary>Bytes to clients a second.</summary>
    public ulong OutgoingBytesPerSecond
    {
        get => _statistic.OutgoingBytesPerSecond;
        set => _statistic.OutgoingBytesPerSecond = value;
    }

    private protected override IpvsServiceItem Item => _statistic;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _statistic.NetNamespace;
        set => _statistic.NetNamespace = value;
    }

    /// <summary>The service, and the real server where they are one's.</summary>
    /// <returns><c>TCP 10.0.0.1:80</c> or <c>TCP 10.0.0.1:80 -&gt; 172.17.0.3:80</c>.</returns>
    public override string ToString() => _statistic.ToString();
}
