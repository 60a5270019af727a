using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>
/// What a service or one of its real servers has done: totals since it was made or last reset, and rates, which are a
/// moving average. The kernel brings both up to date every two seconds or so, and not at all while the setting
/// run_estimation is off.
/// </summary>
public sealed class IpvsStatistic : IpvsServiceItem
{
    private string? _service;

    /// <summary>Makes the statistics of nothing yet, to be filled in.</summary>
    public IpvsStatistic() { }

    /// <summary>Makes the statistics of a service, or of one of its real servers, to be filled in.</summary>
    public IpvsStatistic(IpvsServiceId service, InetEndpoint realServer = default)
    {
        Identity = service;
        Address = realServer.Address;
        Port = realServer.Port;
    }

    internal IpvsStatistic(IpvsServiceId service, InetAddress address, ushort port)
    {
        Identity = service;
        InetAddress = address;
        Port = port;
    }

    /// <summary>Which service it belongs to.</summary>
    public IpvsServiceId ServiceId => Identity;

    private protected override IpvsServiceId Identity { get; set; } = NoService;

    /// <summary>The service in ipvsadm's words: <c>TCP 10.0.0.1:80</c>.</summary>
    public string? Service
    {
        get => _service ?? (Identity == NoService ? null : Identity.ToString());
        set => _service = value;
    }

    /// <summary>The real server's address; null where these are the statistics of the whole service.</summary>
    public IPAddress? Address
    {
        get => InetAddress?.ToIPAddress();
        set => InetAddress = value is null ? null : IpvsPS.InetAddress.FromIPAddress(value);
    }

    /// <summary>The real server's address as a value; null where these are the statistics of the whole service.</summary>
    public InetAddress? InetAddress { get; private set; }

    /// <summary>The real server's port, host order; null where these are the statistics of the whole service.</summary>
    public int? Port { get; set; }

    /// <summary>Connections that were scheduled.</summary>
    public ulong Connections { get; set; }

    /// <summary>Packets from clients.</summary>
    public ulong IncomingPackets { get; set; }

    /// <summary>Packets to clients that passed the director: none with DirectRoute and Tunnel.</summary>
    public ulong OutgoingPackets { get; set; }

    /// <summary>Bytes from clients, IP headers included.</summary>
    public ulong IncomingBytes { get; set; }

    /// <summary>Bytes to clients that passed the director, IP headers included.</summary>
    public ulong OutgoingBytes { get; set; }

    /// <summary>Connections a second.</summary>
    public ulong ConnectionsPerSecond { get; set; }

    /// <summary>Packets from clients a second.</summary>
    public ulong IncomingPacketsPerSecond { get; set; }

    /// <summary>Packets to clients a second.</summary>
    public ulong OutgoingPacketsPerSecond { get; set; }

    /// <summary>Bytes from clients a second.</summary>
    public ulong IncomingBytesPerSecond { get; set; }

    /// <summary>Bytes to clients a second.</summary>
    public ulong OutgoingBytesPerSecond { get; set; }

    /// <summary>The network namespace the service is in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The service, and the real server where they are one's.</summary>
    /// <returns><c>TCP 10.0.0.1:80</c> or <c>TCP 10.0.0.1:80 -&gt; 172.17.0.3:80</c>.</returns>
    public override string ToString() => Address is null ? $"{Identity}" : $"{Identity} -> {new InetEndpoint(Address, Port)}";
}
