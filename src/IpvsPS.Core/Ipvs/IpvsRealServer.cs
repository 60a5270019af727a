using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>A real server: its service's identity, its own address and port, its settings and its connection counts.</summary>
public sealed class IpvsRealServer : IpvsServiceItem
{
    private IpvsServiceReference _service = IpvsServiceReference.Default;
    private RealServer _realServer = new(InetAddress.Zero(IpvsPS.AddressFamily.IPv4), 0);

    /// <summary>Makes a real server with the defaults of ipvsadm, to be filled in.</summary>
    public IpvsRealServer() { }

    /// <summary>Makes a real server with the defaults of ipvsadm.</summary>
    public IpvsRealServer(IpvsServiceId service, InetAddress address, ushort port)
        : this(IpvsServiceReference.Default.With(service), new RealServer(address, port)) { }

    internal IpvsRealServer(IpvsServiceReference service, in RealServer realServer)
    {
        _service = service;
        _realServer = realServer;
    }

    /// <summary>Which service it belongs to.</summary>
    public IpvsServiceId ServiceId => _service.Id;

    private protected override IpvsServiceId Identity
    {
        get => _service.Id;
        set => _service = _service.With(value);
    }

    /// <summary>The real server without its service, as a value.</summary>
    public RealServer RealServer => _realServer;

    /// <summary>The real server's address as a value.</summary>
    public InetAddress InetAddress => _realServer.Address;

    /// <summary>The real server's port, host order.</summary>
    public ushort InetPort => _realServer.Port;

    /// <summary>The service as the service lines of <c>ipvsadm -Ln</c> show it; lists are grouped by it.</summary>
    public string? Service
    {
        get => _service.Text;
        set => _service = _service with { Text = value! };
    }

    /// <summary>The real server's address.</summary>
    public IPAddress Address
    {
        get => _realServer.Address.ToIPAddress();
        set => _realServer.Address = InetAddress.FromIPAddress(value);
    }

    /// <summary>The real server's port, host order; the client's own port where it is 0.</summary>
    public int Port
    {
        get => _realServer.Port;
        set => _realServer.Port = checked((ushort)value);
    }

    /// <summary>How packets reach it.</summary>
    public IpvsForwardingMethod ForwardingMethod
    {
        get => _realServer.ForwardingMethod;
        set => _realServer.ForwardingMethod = value;
    }

    /// <summary>Its share of new connections, 0 to 2147483647; 0 takes none and keeps those it has.</summary>
    public int Weight
    {
        get => _realServer.Weight;
        set => _realServer.Weight = value;
    }

    /// <summary>
    /// In a configuration, whether it is suspended: <see cref="Weight"/> is then the weight it had before, and the kernel's is 0.
    /// </summary>
    public bool Suspended
    {
        get => _realServer.IsSuspended;
        set => _realServer.IsSuspended = value;
    }

    /// <summary>No new connections from this many on; 0 for no limit, null where it was read without privilege and is not known.</summary>
    public uint? UpperThreshold
    {
        get => KnownOrNull(_realServer.UpperThreshold);
        set => _realServer.UpperThreshold = value ?? 0;
    }

    /// <summary>
    /// New connections again below this many; 0 for three quarters of the upper threshold, null where it was read without
    /// privilege and is not known.
    /// </summary>
    public uint? LowerThreshold
    {
        get => KnownOrNull(_realServer.LowerThreshold);
        set => _realServer.LowerThreshold = value ?? 0;
    }

    /// <summary>The encapsulation, where the forwarding method is Tunnel; else null, and where it was read without privilege.</summary>
    public IpvsTunnelType? TunnelType
    {
        get => _realServer.TunnelType;
        set => _realServer.TunnelType = value;
    }

    /// <summary>The UDP port of a GUE tunnel, host order; else null.</summary>
    public int? TunnelPort
    {
        get => _realServer.TunnelPort;
        set => _realServer.TunnelPort = checked((ushort?)value);
    }

    /// <summary>The checksum of a GUE or GRE tunnel; else null.</summary>
    public IpvsTunnelChecksum? TunnelChecksum
    {
        get => _realServer.TunnelChecksum;
        set => _realServer.TunnelChecksum = value;
    }

    /// <summary>Connections in the established state.</summary>
    public uint ActiveConnections
    {
        get => _realServer.ActiveConnections;
        set => _realServer.ActiveConnections = value;
    }

    /// <summary>Connections in every other state.</summary>
    public uint InactiveConnections
    {
        get => _realServer.InactiveConnections;
        set => _realServer.InactiveConnections = value;
    }

    /// <summary>Persistence entries of clients that stay with it; null where it was read without privilege and they are not
    /// known.</summary>
    public uint? PersistentConnections
    {
        get => KnownOrNull(_realServer.PersistentConnections);
        set => _realServer.PersistentConnections = value ?? 0;
    }

    /// <summary>The network namespace the service is in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace
    {
        get => _service.NetNamespace;
        set => _service = ReferenceEquals(value, _service.NetNamespace) ? _service : _service with { NetNamespace = value };
    }

    /// <summary>The address and port.</summary>
    /// <returns><c>172.17.0.3:80</c> or <c>[2001:db8::3]:80</c>.</returns>
    public override string ToString() => _realServer.ToString();

    /// <summary>What is 0 in a partial real server is what /proc does not tell.</summary>
    private uint? KnownOrNull(uint value) => _realServer.IsPartial && value == 0 ? null : value;
}
