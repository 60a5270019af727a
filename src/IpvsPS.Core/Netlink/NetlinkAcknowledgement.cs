using System.Buffers.Binary;

namespace IpvsPS.Netlink;

/// <summary>Reads what ends a request: NLMSG_ERROR, or the NLMSG_DONE of a listing.</summary>
internal static class NetlinkAcknowledgement
{
    /// <summary>NLMSGERR_ATTR_MSG, from <c>include/uapi/linux/netlink.h</c>: the kernel's words.</summary>
    private const ushort MessageAttribute = 1;

    /// <summary>The error number; none where the request was done.</summary>
    /// <exception cref="NetlinkFormatException">There is no error number.</exception>
    public static Errno Error(in NetlinkMessage answer)
    {
        ReadOnlySpan<byte> payload = answer.Payload;
        bool isShortDone = payload.Length < 4 && answer.Type == NetlinkMessageType.Done;
        int value =
            isShortDone ? 0
            : payload.Length < 4 ? throw new NetlinkFormatException("an acknowledgement has no error number")
            : BinaryPrimitives.ReadInt32LittleEndian(payload);
        return (Errno)(value == int.MinValue ? 0 : -value);
    }

    /// <summary>The text of an extended acknowledgement, or null.</summary>
    /// <exception cref="NetlinkFormatException">A length does not fit the message.</exception>
    public static string? KernelMessage(in NetlinkMessage answer)
    {
        if ((answer.Flags & NetlinkFlags.AckAttributes) == 0)
        {
            return null;
        }

        // struct nlmsgerr: the error number and the request's header, and all of the request unless capped.
        ReadOnlySpan<byte> payload = answer.Payload;
        int skip = 4 + NetlinkLayout.MessageHeader;
        if ((answer.Flags & NetlinkFlags.Capped) == 0 && payload.Length >= skip)
        {
            uint requestLength = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
            skip = requestLength > int.MaxValue - 8 ? int.MaxValue : 4 + NetlinkLayout.Align((int)requestLength);
        }

        return answer.Attributes(Math.Min(skip, payload.Length)).TryFind(MessageAttribute, out NetlinkAttribute message)
            ? message.Text
            : null;
    }
}
