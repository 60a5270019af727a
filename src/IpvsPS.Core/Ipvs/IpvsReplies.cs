using System.Numerics;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Decodes the replies of the IPVS family; nothing else knows how they look.</summary>
internal static class IpvsReplies
{
    /// <summary>The service of a reply, or null where it holds none.</summary>
    public static IpvsService? Service(in NetlinkMessage message) =>
        message.Attributes(GenericHeader.Size).TryFind(CommandAttribute.Service, out NetlinkAttribute service)
            ? ReadService(service.Nested)
            : null;

    /// <summary>The real server of a reply; false where it holds none.</summary>
    public static bool TryReadRealServer(in NetlinkMessage message, AddressFamily serviceFamily, out RealServer server)
    {
        bool isThere = message.Attributes(GenericHeader.Size).TryFind(CommandAttribute.RealServer, out NetlinkAttribute nest);
        server = isThere ? ReadRealServer(nest.Nested, serviceFamily) : default;
        return isThere;
    }

    private static IpvsService ReadService(NetlinkAttributes attributes)
    {
        AddressFamily family = AddressFamily.IPv4;
        NetlinkAttribute address = default;
        NetlinkAttribute netmask = default;
        ushort protocol = 0;
        ushort port = 0;
        uint mark = 0;
        uint flags = 0;
        uint timeout = 0;
        string scheduler = "none";
        string? engine = null;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case ServiceAttribute.Family:
                    family = ReadFamily(attribute);
                    break;
                case ServiceAttribute.Protocol:
                    protocol = attribute.UInt16;
                    break;
                case ServiceAttribute.Address:
                    address = attribute;
                    break;
                case ServiceAttribute.Port:
                    port = attribute.UInt16BigEndian;
                    break;
                case ServiceAttribute.FirewallMark:
                    mark = attribute.UInt32;
                    break;
                case ServiceAttribute.Scheduler:
                    scheduler = attribute.Text;
                    break;
                case ServiceAttribute.Flags:
                    flags = attribute.UInt32;
                    break;
                case ServiceAttribute.Timeout:
                    timeout = attribute.UInt32;
                    break;
                case ServiceAttribute.Netmask:
                    netmask = attribute;
                    break;
                case ServiceAttribute.PersistenceEngine:
                    engine = attribute.Text;
                    break;
            }
        }

        IpvsServiceId id =
            mark != 0
                ? IpvsServiceId.ForFirewallMark(mark, family)
                : IpvsServiceId.ForAddress(address.Address(family), port, (IpvsProtocol)protocol);
        bool isPersistent = (flags & IpvsFlags.Persistent) != 0;
        return new IpvsService(id)
        {
            Scheduler = scheduler,
            SchedulerFlag = IpvsFlags.SchedulerFlags(flags, scheduler),
            PersistenceTimeout = isPersistent ? TimeSpan.FromSeconds(timeout) : null,
            PersistencePrefixLength = isPersistent ? ReadPrefixLength(netmask, family) : null,
            PersistenceEngine = isPersistent && !string.IsNullOrEmpty(engine) ? engine : null,
            OnePacket = (flags & IpvsFlags.OnePacket) != 0,
        };
    }

    private static RealServer ReadRealServer(NetlinkAttributes attributes, AddressFamily family)
    {
        NetlinkAttribute address = default;
        var server = new RealServer(InetAddress.Zero(family), 0);
        IpvsTunnelType tunnelType = IpvsTunnelType.Ipip;
        ushort tunnelPort = 0;
        var tunnelChecksum = IpvsTunnelChecksum.None;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case RealServerAttribute.Address:
                    address = attribute;
                    break;
                case RealServerAttribute.Family:
                    family = ReadFamily(attribute);
                    break;
                case RealServerAttribute.Port:
                    server.Port = attribute.UInt16BigEndian;
                    break;
                case RealServerAttribute.ForwardingMethod:
                    server.ForwardingMethod = (IpvsForwardingMethod)(attribute.UInt32 & 7);
                    break;
                case RealServerAttribute.Weight:
                    server.Weight = (int)attribute.UInt32;
                    break;
                case RealServerAttribute.UpperThreshold:
                    server.UpperThreshold = attribute.UInt32;
                    break;
                case RealServerAttribute.LowerThreshold:
                    server.LowerThreshold = attribute.UInt32;
                    break;
                case RealServerAttribute.ActiveConnections:
                    server.ActiveConnections = attribute.UInt32;
                    break;
                case RealServerAttribute.InactiveConnections:
                    server.InactiveConnections = attribute.UInt32;
                    break;
                case RealServerAttribute.PersistentConnections:
                    server.PersistentConnections = attribute.UInt32;
                    break;
                case RealServerAttribute.TunnelType:
                    tunnelType = (IpvsTunnelType)attribute.Byte;
                    break;
                case RealServerAttribute.TunnelPort:
                    tunnelPort = attribute.UInt16BigEndian;
                    break;
                case RealServerAttribute.TunnelFlags:
                    tunnelChecksum = (IpvsTunnelChecksum)attribute.UInt16;
                    break;
            }
        }

        server.Address = address.Address(family);
        if (server.ForwardingMethod == IpvsForwardingMethod.Tunnel)
        {
            server.TunnelType = tunnelType;
            server.TunnelPort = tunnelType == IpvsTunnelType.Gue ? tunnelPort : null;
            server.TunnelChecksum = tunnelType == IpvsTunnelType.Ipip ? null : tunnelChecksum;
        }

        return server;
    }

    private static AddressFamily ReadFamily(NetlinkAttribute attribute) =>
        (AddressFamily)attribute.UInt16 switch
        {
            AddressFamily.IPv6 => AddressFamily.IPv6,
            AddressFamily.IPv4 => AddressFamily.IPv4,
            _ => throw new NetlinkFormatException($"the address family {attribute.UInt16} is neither IPv4 nor IPv6"),
        };

    private static int? ReadPrefixLength(NetlinkAttribute netmask, AddressFamily family) =>
        netmask.Payload.IsEmpty ? null
        : family == AddressFamily.IPv6 ? (int)netmask.UInt32
        : BitOperations.PopCount(netmask.UInt32BigEndian);
}
