using System.Buffers.Binary;
using System.Text;

namespace IpvsPS.Testing.Netlink;

/// <summary>Builds the kernel's answers byte by byte, apart from the code under test.</summary>
internal static class Datagram
{
    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort Multi = 2;

    public static byte[] Of(params byte[][] messages) => messages.SelectMany(m => m).ToArray();

    public static byte[] Message(ushort type, ushort flags, uint sequence, byte[] payload, uint portId = 4711)
    {
        byte[] message = new byte[(16 + payload.Length + 3) & ~3];
        BinaryPrimitives.WriteInt32LittleEndian(message, 16 + payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), portId);
        payload.CopyTo(message, 16);
        return message;
    }

    /// <summary>NLMSG_ERROR: the negative error number and the header of the request.</summary>
    public static byte[] Ack(uint sequence, int error = 0, uint portId = 4711)
    {
        byte[] payload = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(payload, -error);
        return Message(Error, 0x100, sequence, payload, portId);
    }

    /// <summary>NLMSG_ERROR with NLMSGERR_ATTR_MSG.</summary>
    public static byte[] Refusal(uint sequence, int error, string words)
    {
        byte[] text = Encoding.UTF8.GetBytes(words + '\0');
        byte[] payload = new byte[20 + 4 + ((text.Length + 3) & ~3)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, -error);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(20), (ushort)(4 + text.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(22), 1);
        text.CopyTo(payload, 24);
        return Message(Error, 0x300, sequence, payload);
    }

    public static byte[] End(uint sequence, int error = 0)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(payload, -error);
        return Message(Done, Multi, sequence, payload);
    }
}
