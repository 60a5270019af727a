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

/// <summary>Attributes of GRE tunnels (IFLA_GRE_*), from <c>include/uapi/linux/if_tunnel.h</c>; flags, keys and addresses are in network
/// order.</summary>
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

    /// <summary>What both families of tunnels have, each under numbers of its own.</summary>
    private readonly record struct Numbers(
        ushort Link,
        ushort Local,
        ushort Remote,
        ushort Ttl,
        ushort EncapsulationLimit,
        ushort PathMtuDiscovery
    );

    private static readonly Numbers IpTunnel = new(
        IpTunnelAttribute.Link,
        IpTunnelAttribute.Local,
        IpTunnelAttribute.Remote,
        IpTunnelAttribute.Ttl,
        IpTunnelAttribute.EncapsulationLimit,
        IpTunnelAttribute.PathMtuDiscovery
    );

    private static readonly Numbers Gre = new(
        GreAttribute.Link,
        GreAttribute.Local,
        GreAttribute.Remote,
        GreAttribute.Ttl,
        GreAttribute.EncapsulationLimit,
        GreAttribute.PathMtuDiscovery
    );

    public static void PutEnds(NetlinkWriter writer, TunnelEnds ends)
    {
        if (ends.Kind is NetTunnelKind.Gre or NetTunnelKind.Ip6gre)
        {
            PutKey(writer, ends.Key);
            PutEnds(writer, ends, Gre);
        }
        else
        {
            // Protocol 0: whatever the kind can carry.
            writer.PutByte(IpTunnelAttribute.Protocol, 0);
            PutEnds(writer, ends, IpTunnel);
        }
    }

    private static void PutEnds(NetlinkWriter writer, TunnelEnds ends, in Numbers numbers)
    {
        bool isOverIPv6 = ends.Kind is NetTunnelKind.Ip6tnl or NetTunnelKind.Ip6gre;
        PutAddress(writer, numbers.Local, ends.Local);
        PutAddress(writer, numbers.Remote, ends.Remote);
        writer.PutByte(numbers.Ttl, ends.Ttl ?? (isOverIPv6 ? DefaultHopLimit : (byte)0));
        if (isOverIPv6)
        {
            writer.PutByte(numbers.EncapsulationLimit, DefaultEncapsulationLimit);
        }
        else
        {
            writer.PutByte(numbers.PathMtuDiscovery, 1);
        }

        if (ends.DeviceIndex is { } device)
        {
            writer.PutUInt32(numbers.Link, (uint)device);
        }
    }

    private static void PutKey(NetlinkWriter writer, uint? given)
    {
        if (given is { } key)
        {
            writer.PutUInt32BigEndian(GreAttribute.InputKey, key);
            writer.PutUInt32BigEndian(GreAttribute.OutputKey, key);
            writer.PutUInt16BigEndian(GreAttribute.InputFlags, GreAttribute.KeyFlag);
            writer.PutUInt16BigEndian(GreAttribute.OutputFlags, GreAttribute.KeyFlag);
        }
    }

    private static void PutAddress(NetlinkWriter writer, ushort attribute, IPAddress? address)
    {
        if (address is not null)
        {
            writer.PutAddress(attribute, InetAddress.FromIPAddress(address));
        }
    }
}
