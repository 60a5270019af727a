using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Decodes the kernel's rtnetlink answers about addresses.</summary>
internal static class AddressReplies
{
    /// <summary>An address without its link's name, which the answer holds only as an IPv4 label.</summary>
    public static NetLinkAddress? Read(in NetlinkMessage answer)
    {
        bool isAddress =
            answer.Type == RouteMessageType.NewAddress
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
            Scope = (NetLinkScope)header.Scope,
            Flags = (NetLinkAddressFlags)header.Flags,
        };
        NetlinkAttributes attributes = answer.Attributes(AddressHeader.Size);
        InetAddress? network = Find(attributes, AddressAttribute.Network, (AddressFamily)header.Family);
        InetAddress? local = Find(attributes, AddressAttribute.Local, (AddressFamily)header.Family);
        address.Address = (local ?? network)?.ToIPAddress() ?? throw new NetlinkFormatException("an address message holds no address");
        address.PeerAddress = local is not null && local != network ? network?.ToIPAddress() : null;
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            ReadAttribute(address, attribute);
        }

        return address;
    }

    private static InetAddress? Find(NetlinkAttributes attributes, ushort type, AddressFamily family) =>
        attributes.TryFind(type, out NetlinkAttribute address) ? address.Address(family) : null;

    private static void ReadAttribute(NetLinkAddress address, in NetlinkAttribute attribute)
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
            case AddressAttribute.RouteMetric:
                address.RouteMetric = attribute.UInt32;
                break;
            case AddressAttribute.Protocol:
                address.Protocol = attribute.Byte;
                break;
            case AddressAttribute.CacheInfo:
                ReadLifetimes(address, attribute.Payload);
                break;
        }
    }

    private static void ReadLifetimes(NetLinkAddress address, ReadOnlySpan<byte> cacheInfo)
    {
        if (!MemoryMarshal.TryRead(cacheInfo, out AddressCacheInfo lifetimes))
        {
            throw new NetlinkFormatException(
                $"an address's lifetimes have {Quantity.Of(cacheInfo.Length, "byte")}, not {AddressCacheInfo.Size}"
            );
        }

        address.PreferredLifetime = ToLifetime(lifetimes.PreferredSeconds);
        address.ValidLifetime = ToLifetime(lifetimes.ValidSeconds);
    }

    private static TimeSpan? ToLifetime(uint seconds) => seconds == AddressMessages.Forever ? null : TimeSpan.FromSeconds(seconds);
}
