using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Decodes the kernel's rtnetlink answers about links.</summary>
internal static class LinkReplies
{
    /// <summary>A link without its master's name, which the answer does not hold.</summary>
    public static NetLink? ReadLink(in NetlinkMessage answer)
    {
        if (answer.Type != RouteMessageType.NewLink)
        {
            return null;
        }

        LinkHeader header = answer.Header<LinkHeader>();
        var link = new NetLink
        {
            Index = header.Index,
            State = (header.Flags & LinkHeader.Up) != 0 ? NetLinkState.Up : NetLinkState.Down,
            UsesArp = (header.Flags & LinkHeader.WithoutArp) == 0,
        };
        NetlinkAttributes attributes = answer.Attributes(LinkHeader.Size);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadLinkAttribute(link, attribute);
        }

        return link;
    }

    private static void ReadLinkAttribute(NetLink link, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case LinkAttribute.Name:
                link.Name = attribute.Text;
                break;
            case LinkAttribute.Mtu:
                link.Mtu = (int)attribute.UInt32;
                break;
            case LinkAttribute.HardwareAddress when IsTunnelEnd(attribute):
                link.LocalAddress = ReadTunnelEnd(attribute);
                break;
            case LinkAttribute.HardwareBroadcast when IsTunnelEnd(attribute):
                link.RemoteAddress = ReadTunnelEnd(attribute);
                break;
            case LinkAttribute.HardwareAddress when !attribute.Payload.IsEmpty:
                link.MacAddress = FormatHardwareAddress(attribute.Payload);
                break;
            case LinkAttribute.Statistics:
                link.Counters = ReadCounters(attribute);
                break;
            case LinkAttribute.Related:
                link.RelatedIndex = (int)attribute.UInt32;
                break;
            case LinkAttribute.Master:
                link.MasterIndex = (int)attribute.UInt32;
                break;
            case LinkAttribute.OperationalState:
                link.OperationalState = (NetLinkOperationalState)attribute.Byte;
                break;
            case LinkAttribute.Alias:
                link.Alias = attribute.Text;
                break;
            case LinkAttribute.Properties:
                link.AlternativeNames = ReadAlternativeNames(attribute.Nested);
                break;
            case LinkAttribute.LinkInfo:
                link.Kind = attribute.Nested.TryFind(LinkAttribute.InfoKind, out NetlinkAttribute kind) ? kind.Text : null;
                break;
        }
    }

    private static string[] ReadAlternativeNames(NetlinkAttributes properties)
    {
        var names = new List<string>();
        while (properties.TryRead(out NetlinkAttribute property))
        {
            if (property.Type == LinkAttribute.AlternativeName)
            {
                names.Add(property.Text);
            }
        }

        return [.. names];
    }

    /// <summary>The hardware address of a tunnel is the IP address of its end: 4 or 16 bytes, all zero for any.</summary>
    private static bool IsTunnelEnd(in NetlinkAttribute attribute) => attribute.Payload.Length is 4 or 16;

    private static IPAddress? ReadTunnelEnd(in NetlinkAttribute attribute) =>
        attribute.Payload.ContainsAnyExcept((byte)0) ? new IPAddress(attribute.Payload) : null;

    /// <summary>struct rtnl_link_stats64, from <c>include/uapi/linux/if_link.h</c>: its first eight numbers.</summary>
    private static NetLinkCounters ReadCounters(in NetlinkAttribute attribute)
    {
        ReadOnlySpan<ulong> values = MemoryMarshal.Cast<byte, ulong>(attribute.Payload);
        return values.Length < 8
            ? throw new NetlinkFormatException(
                $"a link's counters have {Quantity.Of(attribute.Payload.Length, "byte")}, not {8 * sizeof(ulong)}"
            )
            : new NetLinkCounters
            {
                ReceivedPackets = values[0],
                SentPackets = values[1],
                ReceivedBytes = values[2],
                SentBytes = values[3],
                ReceiveErrors = values[4],
                SendErrors = values[5],
                ReceiveDropped = values[6],
                SendDropped = values[7],
            };
    }

    internal static string FormatHardwareAddress(ReadOnlySpan<byte> bytes) =>
        string.Join(':', bytes.ToArray().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>Reads what <see cref="FormatHardwareAddress"/> writes.</summary>
    internal static byte[] ParseHardwareAddress(string text) =>
        Array.ConvertAll(text.Split(':'), part => byte.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
