using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>
/// Requests and replies of conntrack, with the numbers of <c>include/uapi/linux/netfilter/nfnetlink.h</c> and
/// <c>nfnetlink_conntrack.h</c>.
/// </summary>
internal static class ConntrackMessages
{
    /// <summary>NFNL_SUBSYS_CTNETLINK, in the upper byte of a message's type.</summary>
    private const ushort Subsystem = 1 << 8;

    /// <summary>IPCTNL_MSG_CT_DELETE.</summary>
    public const ushort Delete = Subsystem | 2;

    private const ushort New = Subsystem | 0;
    private const ushort Get = Subsystem | 1;

    private const ushort OriginalTuple = 1;
    private const ushort ReplyTuple = 2;
    private const ushort TupleAddresses = 1;
    private const ushort TupleProtocol = 2;
    private const ushort Source4 = 1;
    private const ushort Destination4 = 2;
    private const ushort Source6 = 3;
    private const ushort Destination6 = 4;
    private const ushort ProtocolNumber = 1;
    private const ushort SourcePort = 2;
    private const ushort DestinationPort = 3;

    public static void List(NetlinkWriter writer, AddressFamily family)
    {
        writer.BeginMessage(Get, NetlinkFlags.Dump);
        writer.PutHeader(new NetfilterHeader((byte)family, 0, 0));
        writer.EndMessage();
    }

    public static void Remove(NetlinkWriter writer, UdpFlow flow)
    {
        bool is6 = flow.Destination.Family == AddressFamily.IPv6;
        writer.BeginMessage(Delete);
        writer.PutHeader(new NetfilterHeader((byte)flow.Destination.Family, 0, 0));
        int tuple = writer.BeginNest(OriginalTuple);
        int addresses = writer.BeginNest(TupleAddresses);
        writer.PutAddress(is6 ? Source6 : Source4, flow.Source);
        writer.PutAddress(is6 ? Destination6 : Destination4, flow.Destination);
        writer.EndNest(addresses);
        int protocol = writer.BeginNest(TupleProtocol);
        writer.PutByte(ProtocolNumber, (byte)IpvsProtocol.Udp);
        writer.PutUInt16BigEndian(SourcePort, flow.SourcePort);
        writer.PutUInt16BigEndian(DestinationPort, flow.DestinationPort);
        writer.EndNest(protocol);
        writer.EndNest(tuple);
        writer.EndMessage();
    }

    /// <summary>Reads an entry of a listing; one of another protocol is none.</summary>
    public static bool TryReadUdp(in NetlinkMessage message, AddressFamily family, out UdpFlow flow)
    {
        flow = default;
        bool is6 = family == AddressFamily.IPv6;
        ushort source = is6 ? Source6 : Source4;
        if (
            message.Type != New
            || !message.Attributes(NetfilterHeader.Size).TryFind(OriginalTuple, out NetlinkAttribute original)
            || !message.Attributes(NetfilterHeader.Size).TryFind(ReplyTuple, out NetlinkAttribute reply)
            || !original.Nested.TryFind(TupleProtocol, out NetlinkAttribute protocol)
            || !protocol.Nested.TryFind(ProtocolNumber, out NetlinkAttribute number)
            || number.Byte != (byte)IpvsProtocol.Udp
            || !original.Nested.TryFind(TupleAddresses, out NetlinkAttribute asked)
            || !reply.Nested.TryFind(TupleAddresses, out NetlinkAttribute answered)
        )
        {
            return false;
        }

        if (
            !asked.Nested.TryFind(source, out NetlinkAttribute from)
            || !asked.Nested.TryFind(is6 ? Destination6 : Destination4, out NetlinkAttribute to)
            || !answered.Nested.TryFind(source, out NetlinkAttribute by)
            || !protocol.Nested.TryFind(SourcePort, out NetlinkAttribute fromPort)
            || !protocol.Nested.TryFind(DestinationPort, out NetlinkAttribute toPort)
        )
        {
            return false;
        }

        flow = new UdpFlow(from.Address(family), fromPort.UInt16BigEndian, to.Address(family), toPort.UInt16BigEndian, by.Address(family));
        return true;
    }
}
