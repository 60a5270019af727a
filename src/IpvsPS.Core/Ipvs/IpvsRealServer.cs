using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>A real server: its service's identity, its own address and port, its settings and its connection counts.</summary>
public sealed class IpvsRealServer
{
    private IpvsServiceId _service = IpvsServiceId.ForAddress(InetAddress.Zero(AddressFamily.IPv4), 0, IpvsProtocol.Tcp);
    private InetAddress _address = InetAddress.Zero(AddressFamily.IPv4);
    private ushort _port;
    private string? _serviceText;

    /// <summary>Makes a real server with the defaults of ipvsadm, to be filled in.</summary>
    public IpvsRealServer()
    {
    }

    internal IpvsRealServer(IpvsServiceId service, InetAddress address, ushort port) => SetIdentity(service, address, port);

    internal IpvsServiceId ServiceId => _service;

    internal InetAddress InetAddress => _address;

    internal ushort InetPort => _port;

    /// <summary>The service as the service lines of <c>ipvsadm -Ln</c> show it; lists are grouped by it.</summary>
    public string? Service
    {
        get => _serviceText ?? _service.ToString();
        set => _serviceText = value;
    }

    /// <summary>The address family of the service's clients; the real server's own is its address's.</summary>
    public AddressFamily AddressFamily
    {
        get => _service.Family;
        set => _service = _service.With(value);
    }

    /// <summary>The service's protocol; null for a firewall mark.</summary>
    public IpvsProtocol? Protocol
    {
        get => _service.ProtocolOrNull;
        set => _service = _service.With(value);
    }

    /// <summary>The service's address; null for a firewall mark.</summary>
    public IPAddress? VirtualAddress
    {
        get => _service.VirtualAddress;
        set => _service = _service.With(value);
    }

    /// <summary>The service's port, host order; null for a firewall mark.</summary>
    public int? VirtualPort
    {
        get => _service.VirtualPort;
        set => _service = _service.WithPort(value);
    }

    /// <summary>The service's firewall mark; null where an address names the service.</summary>
    public uint? FirewallMark
    {
        get => _service.FirewallMarkOrNull;
        set => _service = _service.WithFirewallMark(value);
    }

    /// <summary>The real server's address.</summary>
    public IPAddress Address
    {
        get => _address.ToIPAddress();
        set => _address = InetAddress.FromIPAddress(value);
    }

    /// <summary>The real server's port, host order; the client's own port where it is 0.</summary>
    public int Port
    {
        get => _port;
        set => _port = checked((ushort)value);
    }

    /// <summary>How packets reach it.</summary>
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>Its share of new connections, 0 to 2147483647; 0 takes none and keeps those it has.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>No new connections from this many on; 0 for no limit.</summary>
    public uint UpperThreshold { get; set; }

    /// <summary>New connections again below this many; 0 for three quarters of the upper threshold.</summary>
    public uint LowerThreshold { get; set; }

    /// <summary>The encapsulation, where the forwarding method is Tunnel; else null.</summary>
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The UDP port of a GUE tunnel, host order; else null.</summary>
    public int? TunnelPort { get; set; }

    /// <summary>The checksum of a GUE or GRE tunnel; else null.</summary>
    public IpvsTunnelChecksum? TunnelChecksum { get; set; }

    /// <summary>Connections in the established state.</summary>
    public uint ActiveConnections { get; set; }

    /// <summary>Connections in every other state.</summary>
    public uint InactiveConnections { get; set; }

    /// <summary>Persistence entries of clients that stay with it.</summary>
    public uint PersistentConnections { get; set; }

    /// <summary>The network namespace the service is in; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The address and port.</summary>
    /// <returns><c>172.17.0.3:80</c> or <c>[2001:db8::3]:80</c>.</returns>
    public override string ToString() => new InetEndpoint(Address, _port).ToString();

    internal void SetIdentity(IpvsServiceId service, InetAddress address, ushort port)
    {
        _service = service;
        _address = address;
        _port = port;
    }

    /// <summary>The order of <c>ipvsadm -Ln</c>: by address, then by port.</summary>
    internal static int CompareEndpoints(IpvsRealServer left, IpvsRealServer right)
    {
        int byAddress = left._address.CompareTo(right._address);
        return byAddress != 0 ? byAddress : left._port.CompareTo(right._port);
    }
}
