using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Decodes the kernel's rtnetlink answers about links and addresses.</summary>
internal static class LinkReplies
{
    /// <summary>struct ifa_cacheinfo, from <c>include/uapi/linux/if_addr.h</c>: seconds, then two time stamps.</summary>
    private const int CacheInfoBytes = 16;

    /// <summary>INFINITY_LIFE_TIME, from <c>include/net/addrconf.h</c>.</summary>
    private const uint Forever = uint.MaxValue;

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
        };
        NetlinkAttributes attributes = answer.Attributes(LinkHeader.Size);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadLinkAttribute(link, attribute);
        }

        return link;
    }

    /// <summary>An address without its link's name, which the answer holds only as an IPv4 label.</summary>
    public static NetLinkAddress? ReadAddress(in NetlinkMessage answer)
    {
        bool isAddress = answer.Type == RouteMessageType.NewAddress
            && (AddressFamily)answer.Header<AddressHeader>().Family is AddressFamily.IPv4 or AddressFamily.IPv6;
        if (!isAddress)
        {
            return null;
        }

        AddressHeader header = answer.Header<AddressHeader>();
        var address = new NetLinkAddress
        {
            LinkIndex = header.LinkIndex,
            PrefixLength = header.PrefixLength,
            Scope = (NetLinkAddressScope)header.Scope,
            Flags = (NetLinkAddressFlags)header.Flags,
        };
        NetlinkAttributes attributes = answer.Attributes(AddressHeader.Size);
        IPAddress? network = FindAddress(attributes, AddressAttribute.Network, (AddressFamily)header.Family);
        IPAddress? local = FindAddress(attributes, AddressAttribute.Local, (AddressFamily)header.Family);
        address.Address = local ?? network
            ?? throw new NetlinkFormatException("an address message holds no address");
        address.PeerAddress = local is not null && network is not null && !local.Equals(network) ? network : null;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadAddressAttribute(address, attribute);
        }

        return address;
    }

    private static IPAddress? FindAddress(NetlinkAttributes attributes, ushort type, AddressFamily family) =>
        attributes.TryFind(type, out NetlinkAttribute address) ? address.Address(family).ToIPAddress() : null;

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
            case LinkAttribute.HardwareAddress when attribute.Payload.Length is not (0 or 4 or 16):
                // 4 and 16 bytes are the IP address of a tunnel's end.
                link.MacAddress = FormatHardwareAddress(attribute.Payload);
                break;
            case LinkAttribute.Master:
                link.MasterIndex = (int)attribute.UInt32;
                break;
            case LinkAttribute.OperationalState:
                link.OperationalState = (NetLinkOperationalState)attribute.Byte;
                break;
            case LinkAttribute.LinkInfo:
                link.Kind = attribute.Nested.TryFind(LinkAttribute.InfoKind, out NetlinkAttribute kind) ? kind.Text : null;
                break;
        }
    }

    private static void ReadAddressAttribute(NetLinkAddress address, in NetlinkAttribute attribute)
    {
        switch (attribute.Type)
        {
            case AddressAttribute.Label:
                address.Label = attribute.Text;
                break;
            case AddressAttribute.Broadcast:
                address.BroadcastAddress = attribute.Address(AddressFamily.IPv4).ToIPAddress();
                break;
            case AddressAttribute.Flags:
                address.Flags = (NetLinkAddressFlags)attribute.UInt32;
                break;
            case AddressAttribute.CacheInfo:
                ReadLifetimes(address, attribute.Payload);
                break;
        }
    }

    private static void ReadLifetimes(NetLinkAddress address, ReadOnlySpan<byte> cacheInfo)
    {
        if (cacheInfo.Length < CacheInfoBytes)
        {
            throw new NetlinkFormatException($"an address's lifetimes have {cacheInfo.Length} bytes, not {CacheInfoBytes}");
        }

        ReadOnlySpan<uint> seconds = MemoryMarshal.Cast<byte, uint>(cacheInfo);
        address.PreferredLifetime = ToLifetime(seconds[0]);
        address.ValidLifetime = ToLifetime(seconds[1]);
    }

    private static TimeSpan? ToLifetime(uint seconds) => seconds == Forever ? null : TimeSpan.FromSeconds(seconds);

    private static string FormatHardwareAddress(ReadOnlySpan<byte> bytes) =>
        string.Join(':', bytes.ToArray().Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
