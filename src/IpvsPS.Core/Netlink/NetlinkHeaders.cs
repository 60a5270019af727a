using System.Buffers.Binary;

namespace IpvsPS.Netlink;

/// <summary>Fills in what a message's header says when it is sent: its sequence number, and whether it asks for an
/// acknowledgement.</summary>
internal static class NetlinkHeaders
{
    /// <summary>Numbers the messages of a datagram, and has the last ask for an acknowledgement unless it asks for a dump.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="sequence">The last number that was used; then the last message's.</param>
    /// <returns>The first message's number.</returns>
    public static uint Number(Span<byte> messages, ref uint sequence)
    {
        uint first = sequence + 1;
        while (!messages.IsEmpty)
        {
            int length = NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(messages));
            BinaryPrimitives.WriteUInt32LittleEndian(messages[8..], ++sequence);
            SetAck(messages, length == messages.Length);
            messages = messages[length..];
        }

        return first;
    }

    private static void SetAck(Span<byte> message, bool ack)
    {
        var flags = (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(message[6..]);
        bool isDump = (flags & NetlinkFlags.Dump) == NetlinkFlags.Dump && (flags & NetlinkFlags.Create) == 0;
        flags = ack && !isDump ? flags | NetlinkFlags.Ack : flags & ~NetlinkFlags.Ack;
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], (ushort)flags);
    }
}
