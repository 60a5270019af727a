using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Encodes every rtnetlink request about addresses.</summary>
internal static class AddressMessages
{
    /// <summary>INFINITY_LIFE_TIME, from <c>include/net/addrconf.h</c>.</summary>
    public const uint Forever = uint.MaxValue;

    /// <summary>The flags that can be asked for; the others are the kernel's own.</summary>
    public const NetLinkAddressFlags Settable =
        NetLinkAddressFlags.NoDad
        | NetLinkAddressFlags.HomeAddress
        | NetLinkAddressFlags.ManageTemporary
        | NetLinkAddressFlags.NoPrefixRoute
        | NetLinkAddressFlags.MulticastAutoJoin;

    /// <param name="writer">Where the message goes.</param>
    /// <param name="linkIndex">One link, or 0 for all.</param>
    public static void List(NetlinkWriter writer, int linkIndex)
    {
        writer.BeginMessage(RouteMessageType.GetAddress, NetlinkFlags.Dump);
        writer.PutHeader(new AddressHeader(0, 0, 0, 0, linkIndex));
        writer.EndMessage();
    }

    public static void Add(NetlinkWriter writer, NetLinkAddress address)
    {
        NetLinkAddressFlags flags = address.Flags & Settable;
        Begin(writer, RouteMessageType.NewAddress, NetlinkFlags.Create | NetlinkFlags.Exclusive, address, (byte)flags, address.Scope);
        if (address.BroadcastAddress is { } broadcast)
        {
            writer.PutAddress(AddressAttribute.Broadcast, InetAddress.FromIPAddress(broadcast));
        }

        if (address.Label is { } label)
        {
            writer.PutString(AddressAttribute.Label, label);
        }

        if (flags > (NetLinkAddressFlags)byte.MaxValue)
        {
            writer.PutUInt32(AddressAttribute.Flags, (uint)flags);
        }

        if (address.RouteMetric != 0)
        {
            writer.PutUInt32(AddressAttribute.RouteMetric, address.RouteMetric);
        }

        if (address.Protocol != 0)
        {
            writer.PutByte(AddressAttribute.Protocol, address.Protocol);
        }

        if (address.ValidLifetime is not null || address.PreferredLifetime is not null)
        {
            var lifetimes = new AddressCacheInfo(ToSeconds(address.PreferredLifetime), ToSeconds(address.ValidLifetime));
            writer.PutBytes(AddressAttribute.CacheInfo, MemoryMarshal.AsBytes(new ReadOnlySpan<AddressCacheInfo>(in lifetimes)));
        }

        writer.EndMessage();
    }

    /// <summary>Removes an address whatever its flags and scope.</summary>
    public static void Remove(NetlinkWriter writer, NetLinkAddress address)
    {
        Begin(writer, RouteMessageType.DeleteAddress, NetlinkFlags.None, address, 0, NetLinkScope.Global);
        writer.EndMessage();
    }

    private static void Begin(
        NetlinkWriter writer,
        ushort type,
        NetlinkFlags request,
        NetLinkAddress address,
        byte flags,
        NetLinkScope scope
    )
    {
        InetAddress local = InetAddress.FromIPAddress(address.Address);
        InetAddress network = address.PeerAddress is { } peer ? InetAddress.FromIPAddress(peer) : local;
        writer.BeginMessage(type, request);
        writer.PutHeader(new AddressHeader((byte)local.Family, checked((byte)address.PrefixLength), flags, (byte)scope, address.LinkIndex));
        writer.PutAddress(AddressAttribute.Local, local);
        writer.PutAddress(AddressAttribute.Network, network);
    }

    private static uint ToSeconds(TimeSpan? lifetime) => lifetime is { } time ? checked((uint)time.TotalSeconds) : Forever;
}
