using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IpvsPS.Netlink;

/// <summary>Walks the messages of one datagram. Every length is checked against the buffer before it is used.</summary>
internal ref struct NetlinkReader
{
    private ReadOnlySpan<byte> _rest;

    public NetlinkReader(ReadOnlySpan<byte> datagram) => _rest = datagram;

    /// <exception cref="NetlinkFormatException">A length does not fit the datagram.</exception>
    public bool TryRead(out NetlinkMessage message)
    {
        message = default;
        if (_rest.IsEmpty)
        {
            return false;
        }

        uint length = _rest.Length < NetlinkLayout.MessageHeader ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        if (length < NetlinkLayout.MessageHeader || length > _rest.Length)
        {
            throw new NetlinkFormatException("a message is longer than the datagram, or shorter than its header");
        }

        message = new NetlinkMessage(_rest[..(int)length]);
        _rest = _rest[Math.Min(NetlinkLayout.Align((int)length), _rest.Length)..];
        return true;
    }
}

/// <summary>One received message: its header's fields and its payload.</summary>
internal readonly ref struct NetlinkMessage
{
    private readonly ReadOnlySpan<byte> _bytes;

    public NetlinkMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public ushort Type => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]);

    public NetlinkFlags Flags => (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[6..]);

    public uint Sequence => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[8..]);

    public uint PortId => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[12..]);

    public ReadOnlySpan<byte> Payload => _bytes[NetlinkLayout.MessageHeader..];

    /// <summary>The protocol's own header at the payload's start.</summary>
    /// <exception cref="NetlinkFormatException">The payload is shorter than the header.</exception>
    public T Header<T>()
        where T : unmanaged =>
        MemoryMarshal.TryRead(Payload, out T header)
            ? header
            : throw new NetlinkFormatException("a message is shorter than its protocol's header");

    /// <summary>The attributes behind a protocol header of the given size.</summary>
    public NetlinkAttributes Attributes(int headerSize) => new(Payload[Math.Min(NetlinkLayout.Align(headerSize), Payload.Length)..]);
}

/// <summary>Walks a list of attributes. Every length is checked against the buffer before it is used.</summary>
internal ref struct NetlinkAttributes
{
    private ReadOnlySpan<byte> _rest;

    public NetlinkAttributes(ReadOnlySpan<byte> list) => _rest = list;

    /// <summary>The first attribute of a type; this list stays where it is.</summary>
    /// <exception cref="NetlinkFormatException">A length does not fit the list.</exception>
    public readonly bool TryFind(ushort type, out NetlinkAttribute attribute)
    {
        NetlinkAttributes rest = this;
        while (rest.TryRead(out attribute))
        {
            if (attribute.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <exception cref="NetlinkFormatException">A length does not fit the list.</exception>
    public bool TryRead(out NetlinkAttribute attribute)
    {
        attribute = default;
        if (_rest.Length < NetlinkLayout.AttributeHeader)
        {
            return _rest.IsEmpty ? false : throw new NetlinkFormatException("bytes are left over behind the last attribute");
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < NetlinkLayout.AttributeHeader || length > _rest.Length)
        {
            throw new NetlinkFormatException("an attribute is longer than its list, or shorter than its header");
        }

        ushort type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & NetlinkLayout.TypeMask);
        attribute = new NetlinkAttribute(type, _rest[NetlinkLayout.AttributeHeader..length]);
        _rest = _rest[Math.Min(NetlinkLayout.Align(length), _rest.Length)..];
        return true;
    }
}

/// <summary>One attribute: its type without flags, and typed views of its payload.</summary>
internal readonly ref struct NetlinkAttribute
{
    public NetlinkAttribute(ushort type, ReadOnlySpan<byte> payload)
    {
        Type = type;
        Payload = payload;
    }

    public ushort Type { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public NetlinkAttributes Nested => new(Payload);

    public byte Byte => AtLeast(1)[0];

    public ushort UInt16 => MemoryMarshal.Read<ushort>(AtLeast(2));

    public ushort UInt16BigEndian => BinaryPrimitives.ReadUInt16BigEndian(AtLeast(2));

    public uint UInt32 => MemoryMarshal.Read<uint>(AtLeast(4));

    public uint UInt32BigEndian => BinaryPrimitives.ReadUInt32BigEndian(AtLeast(4));

    public ulong UInt64 => MemoryMarshal.Read<ulong>(AtLeast(8));

    /// <summary>The text up to its NUL or the payload's end, as <see cref="NameBytes"/> writes what is not UTF-8.</summary>
    public string Text
    {
        get
        {
            int end = Payload.IndexOf((byte)0);
            return NameBytes.Decode(end < 0 ? Payload : Payload[..end]);
        }
    }

    public InetAddress Address(AddressFamily family) => InetAddress.FromBytes(family, AtLeast(family == AddressFamily.IPv6 ? 16 : 4));

    private ReadOnlySpan<byte> AtLeast(int count) =>
        Payload.Length >= count
            ? Payload
            : throw new NetlinkFormatException($"attribute {Type} has {Quantity.Of(Payload.Length, "byte")}, not {count}");
}

/// <summary>
/// Bytes from the kernel are not what its protocol says. <see cref="NetlinkConnection"/> turns it into a
/// <see cref="NetlinkException"/> that names the operation.
/// </summary>
internal sealed class NetlinkFormatException(string message) : Exception(message);
