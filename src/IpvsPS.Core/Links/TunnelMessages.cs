using System.Net;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Attributes of IP tunnels (IFLA_IPTUN_*), from <c>include/uapi/linux/if_tunnel.h</c>; addresses are in network order.</summary>
internal static class IpTunnelAttribute
{
    public const ushort Link = 1;
    public const ushort Local = 2;
    public const ushort Remote = 3;
    public const ushort Ttl = 4;
    public const ushort EncapsulationLimit = 6;
    public const ushort Protocol = 9;
    public const ushort PathMtuDiscovery = 10;
}

/// <summary>Attributes of GRE tunnels (IFLA_GRE_*), from <c>include/uapi/linux/if_tunnel.h</c>; flags, keys and addresses are in network order.</summary>
internal static class GreAttribute
{
    public const ushort Link = 1;
    public const ushort InputFlags = 2;
    public const ushort OutputFlags = 3;
    public const ushort InputKey = 4;
    public const ushort OutputKey = 5;
    public const ushort Local = 6;
    public const ushort Remote = 7;
    public const ushort Ttl = 8;
    public const ushort PathMtuDiscovery = 10;
    public const ushort EncapsulationLimit = 11;

    /// <summary>GRE_KEY: packets carry the key.</summary>
    public const ushort KeyFlag = 0x2000;
}

/// <summary>Encodes what is peculiar to tunnels, with the settings that <c>ip link add</c> gives them by itself.</summary>
internal static class TunnelMessages
{
    /// <summary>DEFAULT_TNL_HOP_LIMIT and IPV6_DEFAULT_TNL_ENCAP_LIMIT, from iproute2 and <c>include/uapi/linux/ip6_tunnel.h</c>.</summary>
    private const byte DefaultHopLimit = 64;

    private const byte DefaultEncapsulationLimit = 4;

    public static void PutEnds(NetlinkWriter writer, TunnelEnds ends)
    {
        bool isOverIPv6 = ends.Kind is NetTunnelKind.Ip6tnl or NetTunnelKind.Ip6gre;
        byte ttl = ends.Ttl ?? (isOverIPv6 ? DefaultHopLimit : (byte)0);
        if (ends.Kind is NetTunnelKind.Gre or NetTunnelKind.Ip6gre)
        {
            PutGre(writer, ends, ttl, isOverIPv6);
        }
        else
        {
            PutIpTunnel(writer, ends, ttl, isOverIPv6);
        }
    }

    private static void PutIpTunnel(NetlinkWriter writer, TunnelEnds ends, byte ttl, bool isOverIPv6)
    {
        // Protocol 0: whatever the kind can carry.
        writer.PutByte(IpTunnelAttribute.Protocol, 0);
        PutAddress(writer, IpTunnelAttribute.Local, ends.Local);
        PutAddress(writer, IpTunnelAttribute.Remote, ends.Remote);
        writer.PutByte(IpTunnelAttribute.Ttl, ttl);
        if (isOverIPv6)
        {
            writer.PutByte(IpTunnelAttribute.EncapsulationLimit, DefaultEncapsulationLimit);
        }
        else
        {
            writer.PutByte(IpTunnelAttribute.PathMtuDiscovery, 1);
        }

        PutDevice(writer, IpTunnelAttribute.Link, ends.DeviceIndex);
    }

    private static void PutGre(NetlinkWriter writer, TunnelEnds ends, byte ttl, bool isOverIPv6)
    {
        if (ends.Key is { } key)
        {
            writer.PutUInt32BigEndian(GreAttribute.InputKey, key);
            writer.PutUInt32BigEndian(GreAttribute.OutputKey, key);
            writer.PutUInt16BigEndian(GreAttribute.InputFlags, GreAttribute.KeyFlag);
            writer.PutUInt16BigEndian(GreAttribute.OutputFlags, GreAttribute.KeyFlag);
        }

        PutAddress(writer, GreAttribute.Local, ends.Local);
        PutAddress(writer, GreAttribute.Remote, ends.Remote);
        writer.PutByte(GreAttribute.Ttl, ttl);
        if (isOverIPv6)
        {
            writer.PutByte(GreAttribute.EncapsulationLimit, DefaultEncapsulationLimit);
        }
        else
        {
            writer.PutByte(GreAttribute.PathMtuDiscovery, 1);
        }

        PutDevice(writer, GreAttribute.Link, ends.DeviceIndex);
    }

    private static void PutAddress(NetlinkWriter writer, ushort attribute, IPAddress? address)
    {
        if (address is not null)
        {
            writer.PutAddress(attribute, InetAddress.FromIPAddress(address));
        }
    }

    private static void PutDevice(NetlinkWriter writer, ushort attribute, int? index)
    {
        if (index is { } value)
        {
            writer.PutUInt32(attribute, (uint)value);
        }
    }
}
