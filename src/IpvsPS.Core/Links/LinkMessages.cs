using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>What is to be changed of a link; null leaves a setting alone.</summary>
public sealed record LinkChange
{
    /// <summary>Up or down; null keeps it.</summary>
    public NetLinkState? State { get; init; }

    /// <summary>The link's new name; null keeps it.</summary>
    public string? NewName { get; init; }

    /// <summary>The largest packet in bytes; null keeps it.</summary>
    public int? Mtu { get; init; }

    /// <summary>The index of the new master; 0 for none.</summary>
    public int? MasterIndex { get; init; }

    /// <summary>The new alias: up to 255 bytes.</summary>
    public string? Alias { get; init; }
}

/// <summary>Encodes every rtnetlink request about links.</summary>
internal static class LinkMessages
{
    /// <summary>
    /// RTEXT_FILTER_SKIP_STATS, from <c>include/uapi/linux/rtnetlink.h</c>: leaves out the counters of virtual
    /// functions. The kernel sends those of the link itself in any case.
    /// </summary>
    private const uint WithoutCounters = 1 << 3;

    public static void ListLinks(NetlinkWriter writer, bool withCounters)
    {
        writer.BeginMessage(RouteMessageType.GetLink, NetlinkFlags.Dump);
        writer.PutHeader(LinkHeader.ForIndex(0));
        writer.PutUInt32(LinkAttribute.ExtensionMask, withCounters ? 0 : WithoutCounters);
        writer.EndMessage();
    }

    public static void GetLink(NetlinkWriter writer, string name)
    {
        writer.BeginMessage(RouteMessageType.GetLink);
        writer.PutHeader(LinkHeader.ForIndex(0));
        // The kernel looks both attributes up among names and alternative names; the first has room for 15 bytes.
        bool isShort = NameBytes.Encode(name).Length <= LinkName.MaxBytes;
        writer.PutString(isShort ? LinkAttribute.Name : LinkAttribute.AlternativeName, name);
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
    public static void CreateLink(NetlinkWriter writer, LinkSpec plan)
    {
        writer.BeginMessage(RouteMessageType.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive);
        writer.PutHeader(LinkHeader.ForState(0, plan.State == NetLinkState.Up ? NetLinkState.Up : null));
        PutNameAndMtu(writer, plan.Name, plan.Mtu);
        int info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.PutString(LinkAttribute.InfoKind, plan.Kind);
        switch (plan.Detail)
        {
            case VethPeer peer:
                PutVethPeer(writer, plan, peer);
                break;
            case TunnelEnds ends:
                int data = writer.BeginNest(LinkAttribute.InfoData);
                TunnelMessages.PutEnds(writer, ends);
                writer.EndNest(data);
                break;
        }

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
        bool hasRest = change.NewName is not null || change.Mtu is not null || change.MasterIndex is not null || change.Alias is not null;
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
        PutNameAndMtu(writer, change.NewName, change.Mtu);
        if (change.MasterIndex is { } master)
        {
            writer.PutUInt32(LinkAttribute.Master, (uint)master);
        }

        if (change.Alias is { } alias)
        {
            writer.PutBytes(LinkAttribute.Alias, NameBytes.Encode(alias));
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

    private static void BeginSetLink(NetlinkWriter writer, int index, NetLinkState? state)
    {
        writer.BeginMessage(RouteMessageType.SetLink);
        writer.PutHeader(LinkHeader.ForState(index, state));
    }

    private static void PutNameAndMtu(NetlinkWriter writer, string? name, int? mtu)
    {
        if (name is not null)
        {
            writer.PutString(LinkAttribute.Name, name);
        }

        if (mtu is { } bytes)
        {
            writer.PutUInt32(LinkAttribute.Mtu, (uint)bytes);
        }
    }

    /// <summary>The other end of a pair is a whole link inside the first one's data, its header included.</summary>
    private static void PutVethPeer(NetlinkWriter writer, LinkSpec plan, VethPeer peer)
    {
        int data = writer.BeginNest(LinkAttribute.InfoData);
        int end = writer.BeginNest(LinkAttribute.VethPeer);
        writer.PutHeader(LinkHeader.ForIndex(0));
        PutNameAndMtu(writer, peer.Name, plan.Mtu);
        if (peer.NamespaceDescriptor is { } descriptor)
        {
            writer.PutUInt32(LinkAttribute.NamespaceDescriptor, (uint)descriptor);
        }

        writer.EndNest(end);
        writer.EndNest(data);
    }
}
