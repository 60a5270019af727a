using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>What is to be changed of a link; null leaves a setting alone.</summary>
internal sealed record LinkChange
{
    public NetLinkState? State { get; init; }

    public string? NewName { get; init; }

    public int? Mtu { get; init; }

    /// <summary>The index of the new master; 0 for none.</summary>
    public int? MasterIndex { get; init; }
}

/// <summary>Encodes every rtnetlink request about links and addresses.</summary>
internal static class LinkMessages
{
    /// <summary>
    /// RTEXT_FILTER_SKIP_STATS, from <c>include/uapi/linux/rtnetlink.h</c>: counting takes the kernel far longer
    /// than the rest of the answer.
    /// </summary>
    private const uint WithoutCounters = 1 << 3;

    public static void ListLinks(NetlinkWriter writer)
    {
        writer.BeginMessage(RouteMessageType.GetLink, NetlinkFlags.Dump);
        writer.PutHeader(LinkHeader.ForIndex(0));
        writer.PutUInt32(LinkAttribute.ExtensionMask, WithoutCounters);
        writer.EndMessage();
    }

    public static void GetLink(NetlinkWriter writer, string name)
    {
        writer.BeginMessage(RouteMessageType.GetLink);
        writer.PutHeader(LinkHeader.ForIndex(0));
        writer.PutString(LinkAttribute.Name, name);
        writer.PutUInt32(LinkAttribute.ExtensionMask, WithoutCounters);
        writer.EndMessage();
    }

    public static void GetLink(NetlinkWriter writer, int index)
    {
        writer.BeginMessage(RouteMessageType.GetLink);
        writer.PutHeader(LinkHeader.ForIndex(index));
        writer.PutUInt32(LinkAttribute.ExtensionMask, WithoutCounters);
        writer.EndMessage();
    }

    /// <summary>Makes a link; where it is to be up, the same message sets it up.</summary>
    public static void CreateLink(NetlinkWriter writer, string name, string kind, NetLinkState state, int? mtu)
    {
        writer.BeginMessage(RouteMessageType.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.PutHeader(LinkHeader.ForState(0, state == NetLinkState.Up ? state : null));
        writer.PutString(LinkAttribute.Name, name);
        if (mtu is { } bytes)
        {
            writer.PutUInt32(LinkAttribute.Mtu, (uint)bytes);
        }

        int info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.PutString(LinkAttribute.InfoKind, kind);
        writer.EndNest(info);
        writer.EndMessage();
    }

    /// <summary>
    /// Changes a link. The kernel works through a message's attributes first and its flags last, and older kernels
    /// rename only links that are down: so setting down is a message of its own, before the rest.
    /// </summary>
    public static void ChangeLink(NetlinkWriter writer, int index, LinkChange change)
    {
        bool isDownFirst = change.State == NetLinkState.Down;
        bool hasRest = change.NewName is not null || change.Mtu is not null || change.MasterIndex is not null;
        if (isDownFirst)
        {
            BeginSetLink(writer, index, NetLinkState.Down);
            writer.EndMessage();
        }

        if (isDownFirst && !hasRest)
        {
            return;
        }

        BeginSetLink(writer, index, isDownFirst ? null : change.State);
        if (change.NewName is { } name)
        {
            writer.PutString(LinkAttribute.Name, name);
        }

        if (change.Mtu is { } bytes)
        {
            writer.PutUInt32(LinkAttribute.Mtu, (uint)bytes);
        }

        if (change.MasterIndex is { } master)
        {
            writer.PutUInt32(LinkAttribute.Master, (uint)master);
        }

        writer.EndMessage();
    }

    /// <param name="writer">Where the message goes.</param>
    /// <param name="index">The link.</param>
    /// <param name="descriptor">An open descriptor of the destination, in this process.</param>
    public static void MoveLink(NetlinkWriter writer, int index, int descriptor)
    {
        BeginSetLink(writer, index, null);
        writer.PutUInt32(LinkAttribute.NamespaceDescriptor, (uint)descriptor);
        writer.EndMessage();
    }

    public static void DeleteLink(NetlinkWriter writer, int index)
    {
        writer.BeginMessage(RouteMessageType.DeleteLink);
        writer.PutHeader(LinkHeader.ForIndex(index));
        writer.EndMessage();
    }

    /// <param name="writer">Where the message goes.</param>
    /// <param name="linkIndex">One link, or 0 for all.</param>
    public static void ListAddresses(NetlinkWriter writer, int linkIndex)
    {
        writer.BeginMessage(RouteMessageType.GetAddress, NetlinkFlags.Dump);
        writer.PutHeader(new AddressHeader(0, 0, 0, 0, linkIndex));
        writer.EndMessage();
    }

    public static void AddAddress(NetlinkWriter writer, NetLinkAddress address) => PutAddress(
        writer,
        RouteMessageType.NewAddress,
        NetlinkFlags.Create | NetlinkFlags.Exclusive,
        address,
        checked((byte)address.Flags),
        address.Scope);

    public static void RemoveAddress(NetlinkWriter writer, NetLinkAddress address) =>
        PutAddress(writer, RouteMessageType.DeleteAddress, NetlinkFlags.None, address, 0, NetLinkAddressScope.Global);

    private static void BeginSetLink(NetlinkWriter writer, int index, NetLinkState? state)
    {
        writer.BeginMessage(RouteMessageType.SetLink);
        writer.PutHeader(LinkHeader.ForState(index, state));
    }

    private static void PutAddress(
        NetlinkWriter writer, ushort type, NetlinkFlags request, NetLinkAddress address, byte flags, NetLinkAddressScope scope)
    {
        InetAddress local = InetAddress.FromIPAddress(address.Address);
        InetAddress network = address.PeerAddress is { } peer ? InetAddress.FromIPAddress(peer) : local;
        writer.BeginMessage(type, request);
        writer.PutHeader(new AddressHeader(
            (byte)local.Family, checked((byte)address.PrefixLength), flags, (byte)scope, address.LinkIndex));
        writer.PutAddress(AddressAttribute.Local, local);
        writer.PutAddress(AddressAttribute.Network, network);
        writer.EndMessage();
    }
}
