using System.Globalization;
using System.Net;

namespace IpvsPS.Ipvs;

/// <summary>
/// Which service: an address, a port and a protocol, or a firewall mark and a family. It sorts as
/// <c>ipvsadm -Ln</c> does.
/// </summary>
public readonly record struct IpvsServiceId : IComparable<IpvsServiceId>
{
    private IpvsServiceId(InetAddress address, ushort port, ushort protocol, uint firewallMark)
    {
        Address = address;
        Port = port;
        Protocol = protocol;
        FirewallMark = firewallMark;
    }

    /// <summary>The virtual address; for a firewall mark the zero address of its family.</summary>
    public InetAddress Address { get; }

    /// <summary>Host order.</summary>
    public ushort Port { get; }

    /// <summary>An IP protocol number; 0 for a firewall mark.</summary>
    public ushort Protocol { get; }

    /// <summary>0 where an address names the service.</summary>
    public uint FirewallMark { get; }

    /// <summary>Of a firewall mark in a listing that does not say for which family it is.</summary>
    public const AddressFamily UnknownFamily = 0;

    /// <summary>The address family; <see cref="UnknownFamily"/> of some firewall marks.</summary>
    public AddressFamily Family => Address.Family;

    /// <summary>The address family; null where it is not known.</summary>
    public AddressFamily? FamilyOrNull => Family == UnknownFamily ? null : Family;

    /// <summary>Whether a firewall mark names the service, and not an address.</summary>
    public bool IsFirewallMark => FirewallMark != 0;

    /// <summary>The identity of a service with an address; the port is in host order.</summary>
    public static IpvsServiceId ForAddress(InetAddress address, ushort port, IpvsProtocol protocol) =>
        new(address, port, (ushort)protocol, 0);

    /// <summary>The identity of a service with a firewall mark.</summary>
    public static IpvsServiceId ForFirewallMark(uint mark, AddressFamily family) => new(InetAddress.Zero(family), 0, 0, mark);

    /// <summary>The parts as an entity's properties show them: null where the other kind of identity is used.</summary>
    public IPAddress? VirtualAddress => IsFirewallMark ? null : Address.ToIPAddress();

    /// <summary>The port, host order; null for a firewall mark.</summary>
    public int? VirtualPort => IsFirewallMark ? null : Port;

    /// <summary>The protocol; null for a firewall mark.</summary>
    public IpvsProtocol? ProtocolOrNull => IsFirewallMark ? null : (IpvsProtocol)Protocol;

    /// <summary>The firewall mark; null where an address names the service.</summary>
    public uint? FirewallMarkOrNull => IsFirewallMark ? FirewallMark : null;

    /// <summary>The same with another address; null gives the zero address.</summary>
    public IpvsServiceId With(IPAddress? address) =>
        Make(address is null ? InetAddress.Zero(Family) : InetAddress.FromIPAddress(address), Port, Protocol, FirewallMark);

    /// <summary>The same for another family: its zero address where that differs.</summary>
    public IpvsServiceId With(AddressFamily family) =>
        Family == family ? this : Make(InetAddress.Zero(family), Port, Protocol, FirewallMark);

    /// <summary>The same with another port, host order; null gives 0.</summary>
    public IpvsServiceId WithPort(int? port) => Make(Address, checked((ushort)(port ?? 0)), Protocol, FirewallMark);

    /// <summary>The same with another protocol.</summary>
    public IpvsServiceId With(IpvsProtocol? protocol) => Make(Address, Port, (ushort)(protocol ?? 0), FirewallMark);

    /// <summary>The same with a firewall mark, which drops address, port and protocol; null gives none.</summary>
    public IpvsServiceId WithFirewallMark(uint? mark) => Make(Address, Port, Protocol, mark ?? 0);

    /// <summary>A firewall mark stands alone: with one, the parts that name an address are dropped.</summary>
    private static IpvsServiceId Make(InetAddress address, ushort port, ushort protocol, uint mark) =>
        mark != 0 ? ForFirewallMark(mark, address.Family) : new(address, port, protocol, 0);

    /// <summary>The order of <c>ipvsadm -Ln</c>: addresses before marks, then family, protocol, address and port.</summary>
    public int CompareTo(IpvsServiceId other)
    {
        int order = FirewallMark.CompareTo(other.FirewallMark);
        order = order != 0 ? order : ((int)Family).CompareTo((int)other.Family);
        order = order != 0 ? order : Protocol.CompareTo(other.Protocol);
        order = order != 0 ? order : Address.CompareTo(other.Address);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }

    /// <summary>Whether it is the same service.</summary>
    /// <remarks>Written out, for the reason of <see cref="InetAddress.Equals(InetAddress)"/>.</remarks>
    public bool Equals(IpvsServiceId other) =>
        Address.Equals(other.Address) && Port == other.Port && Protocol == other.Protocol && FirewallMark == other.FirewallMark;

    /// <inheritdoc/>
    public override int GetHashCode() => (Address.GetHashCode() * 31) + Port + (Protocol << 16) + (int)FirewallMark;

    /// <summary>As ipvsadm writes it: <c>TCP 10.0.0.1:80</c>, <c>UDP [::1]:53</c>, <c>FWM 5</c>, <c>FWM 5 IPv6</c>.</summary>
    public override string ToString()
    {
        if (IsFirewallMark)
        {
            return Family == AddressFamily.IPv6 ? $"FWM {FirewallMark} IPv6" : $"FWM {FirewallMark}";
        }

        string protocol = Enum.IsDefined((IpvsProtocol)Protocol)
            ? ((IpvsProtocol)Protocol).ToString().ToUpperInvariant()
            : Protocol.ToString(CultureInfo.InvariantCulture);
        return $"{protocol} {new InetEndpoint(Address.ToIPAddress(), Port)}";
    }
}
