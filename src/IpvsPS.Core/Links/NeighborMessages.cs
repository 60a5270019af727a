using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Attributes of neighbours (NDA_*), from <c>include/uapi/linux/neighbour.h</c>.</summary>
internal static class NeighborAttribute
{
    public const ushort Destination = 1;
    public const ushort HardwareAddress = 2;
    public const ushort CacheInfo = 3;
    public const ushort Probes = 4;

    /// <summary>NDA_IFINDEX: in a request to list, the one link whose neighbours are asked for.</summary>
    public const ushort LinkIndex = 8;
}

/// <summary>struct ndmsg, from <c>include/uapi/linux/neighbour.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NeighborHeader(
    byte Family,
    byte Padding,
    ushort MorePadding,
    int LinkIndex,
    ushort State,
    byte Flags,
    byte Type
)
{
    public const int Size = 12;

    /// <summary>NTF_ROUTER.</summary>
    public const byte Router = 0x80;
}

/// <summary>struct nda_cacheinfo, from <c>include/uapi/linux/neighbour.h</c>: ages in hundredths of a second (USER_HZ).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NeighborCacheInfo(uint Confirmed, uint Used, uint Updated, uint References)
{
    public const int Size = 16;

    public const double TicksPerSecond = 100;
}

/// <summary>Encodes the rtnetlink requests about neighbours, and decodes its answers.</summary>
internal static class NeighborMessages
{
    /// <param name="writer">Where the message goes.</param>
    /// <param name="linkIndex">One link, or 0 for all.</param>
    public static void List(NetlinkWriter writer, int linkIndex)
    {
        writer.BeginMessage(RouteMessageType.GetNeighbor, NetlinkFlags.Dump);
        writer.PutHeader(default(NeighborHeader));
        if (linkIndex != 0)
        {
            writer.PutUInt32(NeighborAttribute.LinkIndex, (uint)linkIndex);
        }

        writer.EndMessage();
    }

    /// <summary>Adds a neighbour on the link of its index; EEXIST where it is there.</summary>
    public static void Add(NetlinkWriter writer, NetLinkNeighbor neighbor)
    {
        InetAddress address = InetAddress.FromIPAddress(neighbor.Address);
        byte flags = neighbor.IsRouter ? NeighborHeader.Router : (byte)0;
        writer.BeginMessage(RouteMessageType.NewNeighbor, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.PutHeader(new NeighborHeader((byte)address.Family, 0, 0, neighbor.LinkIndex, (ushort)neighbor.State, flags, 0));
        writer.PutAddress(NeighborAttribute.Destination, address);
        if (neighbor.MacAddress is { } hardware)
        {
            writer.PutBytes(NeighborAttribute.HardwareAddress, LinkReplies.ParseHardwareAddress(hardware));
        }

        writer.EndMessage();
    }

    /// <summary>A neighbour without its link's name, which the answer does not hold.</summary>
    public static NetLinkNeighbor? Read(in NetlinkMessage answer)
    {
        NeighborHeader header = answer.Type == RouteMessageType.NewNeighbor ? answer.Header<NeighborHeader>() : default;
        var family = (AddressFamily)header.Family;
        if (family is not (AddressFamily.IPv4 or AddressFamily.IPv6))
        {
            return null;
        }

        var neighbor = new NetLinkNeighbor
        {
            LinkIndex = header.LinkIndex,
            State = (NetLinkNeighborState)header.State,
            IsRouter = (header.Flags & NeighborHeader.Router) != 0,
        };
        NetlinkAttributes attributes = answer.Attributes(NeighborHeader.Size);
        neighbor.Address = attributes.TryFind(NeighborAttribute.Destination, out NetlinkAttribute address)
            ? address.Address(family).ToIPAddress()
            : throw new NetlinkFormatException("a neighbour has no address");
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadAttribute(neighbor, attribute);
        }

        return neighbor;
    }

    private static void ReadAttribute(NetLinkNeighbor neighbor, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case NeighborAttribute.HardwareAddress:
                neighbor.MacAddress = LinkReplies.FormatHardwareAddress(attribute.Payload);
                break;
            case NeighborAttribute.Probes:
                neighbor.ProbeCount = (int)attribute.UInt32;
                break;
            case NeighborAttribute.CacheInfo:
                if (!MemoryMarshal.TryRead(attribute.Payload, out NeighborCacheInfo ages))
                {
                    throw new NetlinkFormatException(
                        $"a neighbour's ages have {Quantity.Of(attribute.Payload.Length, "byte")}, not {NeighborCacheInfo.Size}"
                    );
                }

                neighbor.Confirmed = TimeSpan.FromSeconds(ages.Confirmed / NeighborCacheInfo.TicksPerSecond);
                neighbor.Used = TimeSpan.FromSeconds(ages.Used / NeighborCacheInfo.TicksPerSecond);
                neighbor.Updated = TimeSpan.FromSeconds(ages.Updated / NeighborCacheInfo.TicksPerSecond);
                break;
        }
    }
}
