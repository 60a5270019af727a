using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace IpvsPS;

/// <summary>An IPv4 or IPv6 address as a value that compares, sorts and hashes without allocating.</summary>
internal readonly record struct InetAddress : IComparable<InetAddress>
{
    private readonly ulong _high;
    private readonly ulong _low;

    private InetAddress(AddressFamily family, ulong high, ulong low)
    {
        Family = family;
        _high = high;
        _low = low;
    }

    public AddressFamily Family { get; }

    public int ByteCount => Family == AddressFamily.IPv6 ? 16 : 4;

    /// <summary>Longest prefix of the family: 32 or 128.</summary>
    public int BitCount => ByteCount * 8;

    /// <summary>Whether one host can have it: no multicast, broadcast, IPv4 zero network, IPv6 zero or link-local address.</summary>
    public bool IsHost => Family == AddressFamily.IPv6
        ? _high >> 56 != 0xff && _high >> 54 != 0xfe80 >> 6 && (_high | _low) != 0
        : _low >> 24 is > 0 and < 224;

    public static InetAddress Zero(AddressFamily family) => new(family, 0, 0);

    public static InetAddress FromIPAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int count);
        return FromBytes(count == 16 ? AddressFamily.IPv6 : AddressFamily.IPv4, bytes);
    }

    /// <summary>Reads network-order bytes; the kernel pads an IPv4 address of IPVS to 16, so more may follow.</summary>
    public static InetAddress FromBytes(AddressFamily family, ReadOnlySpan<byte> bytes) => family == AddressFamily.IPv6
        ? new(family, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]))
        : new(family, 0, BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public void WriteTo(Span<byte> destination)
    {
        if (Family == AddressFamily.IPv6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
        }
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        WriteTo(bytes);
        return new IPAddress(bytes);
    }

    /// <summary>
    /// Parses the usual text forms only: four decimal numbers, or IPv6 without a zone. The runtime's own parser
    /// also takes <c>10.1</c>, <c>0x7f.1</c> and <c>010.0.0.1</c>, which no tool of this field means.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InetAddress address)
    {
        address = default;
        bool isText = text.Contains(':') ? !text.Contains('%') && !text.Contains('[') : IsDottedQuad(text);
        if (!isText || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        address = FromIPAddress(parsed);
        return true;
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        for (ReadOnlySpan<char> rest = text; parts < 4; parts++)
        {
            int dot = rest.IndexOf('.');
            ReadOnlySpan<char> part = dot < 0 ? rest : rest[..dot];
            bool isNumber = part.Length is >= 1 and <= 3 && (part.Length == 1 || part[0] != '0')
                && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!isNumber || dot < 0)
            {
                return isNumber && parts == 3;
            }

            rest = rest[(dot + 1)..];
        }

        return false;
    }

    /// <summary>The address with all bits behind a prefix of that length cleared.</summary>
    public InetAddress Network(int prefixLength)
    {
        UInt128 value = new(_high, _low);
        int rest = BitCount - prefixLength;
        UInt128 network = rest == 128 ? UInt128.Zero : value >> rest << rest;
        return new InetAddress(Family, (ulong)(network >> 64), (ulong)network);
    }

    public int CompareTo(InetAddress other)
    {
        int byFamily = Family.CompareTo(other.Family);
        int byHigh = byFamily != 0 ? byFamily : _high.CompareTo(other._high);
        return byHigh != 0 ? byHigh : _low.CompareTo(other._low);
    }

    public override string ToString() => ToIPAddress().ToString();
}
