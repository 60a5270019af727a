using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace IpvsPS.Netlink;

/// <summary>
/// Writes any number of netlink messages into one buffer, which is then sent as it is. Sequence numbers and
/// acknowledgement flags are left to <see cref="NetlinkConnection"/>.
/// </summary>
internal sealed class NetlinkWriter
{
    private byte[] _buffer;
    private int _length;
    private int _message = -1;
    private int _last;

    public NetlinkWriter(int capacity = 512) => _buffer = new byte[capacity];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    public int MessageCount { get; private set; }

    public Span<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Gives every message another type: a family id that has changed since they were written.</summary>
    public void Retype(ushort type)
    {
        for (Span<byte> rest = Written; !rest.IsEmpty; )
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest[4..], type);
            rest = rest[NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(rest))..];
        }
    }

    public void Clear()
    {
        _length = 0;
        _message = -1;
        MessageCount = 0;
    }

    /// <summary>Starts a message; what is put until <see cref="EndMessage"/> belongs to it.</summary>
    /// <param name="type">The message type: a family id for generic netlink.</param>
    /// <param name="flags">Flags besides NLM_F_REQUEST.</param>
    public void BeginMessage(ushort type, NetlinkFlags flags = NetlinkFlags.None)
    {
        _message = _length;
        Span<byte> header = Append(NetlinkLayout.MessageHeader);
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)(flags | NetlinkFlags.Request));
    }

    public void EndMessage()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_message), _length - _message);
        _last = _message;
        _message = -1;
        MessageCount++;
    }

    /// <summary>One of the messages, by its place.</summary>
    public ReadOnlySpan<byte> Message(int place)
    {
        Span<byte> rest = Written;
        int length = NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(rest));
        for (; place > 0; place--)
        {
            rest = rest[length..];
            length = NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(rest));
        }

        return rest[..length];
    }

    /// <summary>Writes the last message once more.</summary>
    /// <param name="tail">How many bytes at its end are to be changed; the first of them is returned.</param>
    public ref byte RepeatMessage(int tail)
    {
        int length = _length - _last;
        EnsureRoom(length);
        Unsafe.CopyBlockUnaligned(ref _buffer[_length], ref _buffer[_last], (uint)length);
        _last = _length;
        _length += length;
        MessageCount++;
        return ref _buffer[_length - tail];
    }

    /// <summary>Appends a whole message.</summary>
    public void PutMessage(ReadOnlySpan<byte> message)
    {
        _last = _length;
        message.CopyTo(Append(message.Length));
        MessageCount++;
    }

    /// <summary>Appends the protocol's own header, which follows the netlink header.</summary>
    public void PutHeader<T>(in T header)
        where T : unmanaged =>
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(Append(NetlinkLayout.Align(Unsafe.SizeOf<T>()))), header);

    /// <summary>Starts a nested attribute and returns the mark that <see cref="EndNest"/> takes.</summary>
    public int BeginNest(ushort type)
    {
        int mark = _length;
        PutAttribute((ushort)(type | NetlinkLayout.Nested), 0);
        return mark;
    }

    public void EndNest(int mark) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(mark), checked((ushort)(_length - mark)));

    public void PutByte(ushort type, byte value) => PutAttribute(type, 1) = value;

    public void PutUInt16(ushort type, ushort value) => Unsafe.WriteUnaligned(ref PutAttribute(type, 2), value);

    /// <summary>A 16-bit value in network order, as ports are.</summary>
    public void PutUInt16BigEndian(ushort type, ushort value) => PutUInt16(type, BinaryPrimitives.ReverseEndianness(value));

    public void PutUInt32(ushort type, uint value) => Unsafe.WriteUnaligned(ref PutAttribute(type, 4), value);

    public void PutUInt64(ushort type, ulong value) => Unsafe.WriteUnaligned(ref PutAttribute(type, 8), value);

    public void PutUInt32BigEndian(ushort type, uint value) => PutUInt32(type, BinaryPrimitives.ReverseEndianness(value));

    public void PutBytes(ushort type, ReadOnlySpan<byte> value) =>
        value.CopyTo(MemoryMarshal.CreateSpan(ref PutAttribute(type, value.Length), value.Length));

    /// <summary>Attributes that are written already, one behind the other, each padded.</summary>
    public void PutAttributes(ReadOnlySpan<byte> attributes) => attributes.CopyTo(Append(attributes.Length));

    /// <summary>An address in network order, 4 or 16 bytes.</summary>
    public void PutAddress(ushort type, InetAddress value) =>
        value.WriteTo(MemoryMarshal.CreateSpan(ref PutAttribute(type, value.ByteCount), value.ByteCount));

    /// <summary>A string with its final NUL, as NLA_NUL_STRING wants; what is not UTF-8 as <see cref="NameBytes"/> writes it.</summary>
    public void PutString(ushort type, string value)
    {
        if (NameBytes.HasEscape(value))
        {
            PutBytes(type, NameBytes.EncodeTerminated(value));
            return;
        }

        int count = Encoding.UTF8.GetByteCount(value);
        Span<byte> payload = MemoryMarshal.CreateSpan(ref PutAttribute(type, count + 1), count + 1);
        Encoding.UTF8.GetBytes(value, payload);
        payload[count] = 0;
    }

    /// <summary>
    /// Writes the attribute's header and padding; the caller fills the payload, whose first byte is returned. It runs a dozen times for
    /// each row of a table, so the header is written as one number: the length, and the type above it.
    /// </summary>
    private ref byte PutAttribute(ushort type, int payloadLength)
    {
        int length = NetlinkLayout.AttributeHeader + payloadLength;
        ushort stated = checked((ushort)length);
        int padded = NetlinkLayout.Align(length);
        int start = _length;
        EnsureRoom(padded);
        _length = start + padded;
        ref byte header = ref _buffer[start];
        if (padded > length)
        {
            Unsafe.WriteUnaligned(ref _buffer[_length - NetlinkLayout.Alignment], 0);
        }

        Unsafe.WriteUnaligned(ref header, stated | ((uint)type << 16));
        return ref Unsafe.Add(ref header, NetlinkLayout.AttributeHeader);
    }

    private Span<byte> Append(int count)
    {
        EnsureRoom(count);
        Span<byte> appended = _buffer.AsSpan(_length, count);
        _length += count;
        return appended;
    }

    private void EnsureRoom(int count)
    {
        if (_length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }
    }
}
