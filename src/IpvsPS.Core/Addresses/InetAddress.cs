using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace IpvsPS;

/// <summary>An IPv4 or IPv6 address as a value that compares, sorts and hashes without allocating.</summary>
public readonly record struct InetAddress : IComparable<InetAddress>, ISpanFormattable
{
    /// <summary>Of an IPv6 address with an IPv4 tail.</summary>
    internal const int LongestText = 45;

    private const int LongestIPv4Text = 15;

    /// <summary>2 to the 64th by the golden ratio: spreads numbers that follow each other.</summary>
    private const ulong HashFactor = 0x9e37_79b9_7f4a_7c15;

    // Halves, so that a real server's address takes 20 bytes and not 24: tables have tens of thousands.
    private readonly uint _highest;
    private readonly uint _higher;
    private readonly uint _lower;
    private readonly uint _lowest;

    private InetAddress(AddressFamily family, ulong high, ulong low)
    {
        Family = family;
        (_highest, _higher) = ((uint)(high >> 32), (uint)high);
        (_lower, _lowest) = ((uint)(low >> 32), (uint)low);
    }

    private ulong High => ((ulong)_highest << 32) | _higher;

    private ulong Low => ((ulong)_lower << 32) | _lowest;

    /// <summary>The address family.</summary>
    public AddressFamily Family { get; }

    /// <summary>How many bytes the address has: 4 or 16.</summary>
    public int ByteCount => Family == AddressFamily.IPv6 ? 16 : 4;

    /// <summary>Longest prefix of the family: 32 or 128.</summary>
    public int BitCount => ByteCount * 8;

    /// <summary>Whether one host can have it: no multicast, broadcast, IPv4 zero network, IPv6 zero or link-local address.</summary>
    public bool IsHost =>
        Family == AddressFamily.IPv6 ? High >> 56 != 0xff && High >> 54 != 0xfe80 >> 6 && (High | Low) != 0 : Low >> 24 is > 0 and < 224;

    /// <summary>Whether it is that of a group of hosts: 224.0.0.0/4 or ff00::/8.</summary>
    internal bool IsMulticast => Family == AddressFamily.IPv6 ? High >> 56 == 0xff : Low >> 28 == 0xe;

    /// <summary>The address of zeros: 0.0.0.0 or ::.</summary>
    public static InetAddress Zero(AddressFamily family) => new(family, 0, 0);

    /// <summary>An IPv4 address by its number: 0x0a000001 for 10.0.0.1.</summary>
    internal static InetAddress FromIPv4(uint number) => new(AddressFamily.IPv4, 0, number);

    /// <summary>The same address as a value; the scope of an IPv6 address is dropped.</summary>
    public static InetAddress FromIPAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int count);
        return FromBytes(count == 16 ? AddressFamily.IPv6 : AddressFamily.IPv4, bytes);
    }

    /// <summary>Reads network-order bytes; the kernel pads an IPv4 address of IPVS to 16, so more may follow.</summary>
    public static InetAddress FromBytes(AddressFamily family, ReadOnlySpan<byte> bytes) =>
        family == AddressFamily.IPv6
            ? new(family, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]))
            : new(family, 0, BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>Writes the 4 or 16 bytes in network order.</summary>
    public void WriteTo(Span<byte> destination)
    {
        if (Family == AddressFamily.IPv6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, High);
            BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Low);
        }
    }

    /// <summary>The same address as an object.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        WriteTo(bytes);
        return new IPAddress(bytes);
    }

    /// <summary>Whether it begins with the first bits of a network's address.</summary>
    public bool IsIn(InetAddress network, int prefixLength)
    {
        if (Family != network.Family)
        {
            return false;
        }

        ulong high = High ^ network.High;
        ulong low = Family == AddressFamily.IPv6 ? Low ^ network.Low : (Low ^ network.Low) << 32;
        return Family == AddressFamily.IPv6 && prefixLength > 64
            ? high == 0 && low >> (128 - prefixLength) == 0
            : prefixLength == 0 || (Family == AddressFamily.IPv6 ? high : low) >> (64 - prefixLength) == 0;
    }

    /// <summary>
    /// Parses the usual text forms only: four decimal numbers, or IPv6 without a zone. The runtime's own parser
    /// also takes <c>10.1</c>, <c>0x7f.1</c> and <c>010.0.0.1</c>, which no tool of this field means.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InetAddress address)
    {
        if (!text.Contains(':'))
        {
            return TryParseIPv4(text, out address);
        }

        IPAddress? parsed = null;
        bool isText = !text.Contains('%') && !text.Contains('[') && IPAddress.TryParse(text, out parsed);
        address = isText ? FromIPAddress(parsed!) : default;
        return isText;
    }

    /// <summary>As the other form, of UTF-8 text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out InetAddress address)
    {
        if (TryParseIPv4(text, out address))
        {
            return true;
        }

        Span<char> characters = stackalloc char[LongestText];
        return text.Length <= LongestText
            && Ascii.ToUtf16(text, characters, out int count) == System.Buffers.OperationStatus.Done
            && TryParse(characters[..count], out address);
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out InetAddress address)
    {
        Span<byte> characters = stackalloc byte[LongestIPv4Text];
        address = default;
        return text.Length <= LongestIPv4Text
            && Ascii.FromUtf16(text, characters, out int count) == System.Buffers.OperationStatus.Done
            && TryParseIPv4(characters[..count], out address);
    }

    /// <summary>Four numbers from 0 to 255, without leading zeros.</summary>
    private static bool TryParseIPv4(ReadOnlySpan<byte> text, out InetAddress address)
    {
        address = default;
        uint value = 0;
        int place = 0;
        for (int part = 0; part < 4; part++)
        {
            int start = place;
            uint number = 0;
            for (; place < text.Length && place - start < 4 && (uint)(text[place] - '0') is <= 9 and var digit; place++)
            {
                number = (number * 10) + digit;
            }

            bool isNumber = place > start && number <= byte.MaxValue && (place - start == 1 || text[start] != '0');
            bool isSeparated = part == 3 ? place == text.Length : place < text.Length && text[place++] == '.';
            if (!isNumber || !isSeparated)
            {
                return false;
            }

            value = (value << 8) | number;
        }

        address = new InetAddress(AddressFamily.IPv4, 0, value);
        return true;
    }

    /// <summary>The address with all bits behind a prefix of that length cleared.</summary>
    public InetAddress Network(int prefixLength)
    {
        UInt128 value = new(High, Low);
        int rest = BitCount - prefixLength;
        UInt128 network = rest == 128 ? UInt128.Zero : value >> rest << rest;
        return new InetAddress(Family, (ulong)(network >> 64), (ulong)network);
    }

    /// <summary>IPv4 before IPv6, then by number.</summary>
    public int CompareTo(InetAddress other)
    {
        // As numbers: comparing enums boxes both, and this runs a million times for a large table.
        if (Family != other.Family)
        {
            return Family < other.Family ? -1 : 1;
        }

        return High != other.High ? (High < other.High ? -1 : 1)
            : Low != other.Low ? (Low < other.Low ? -1 : 1)
            : 0;
    }

    /// <summary>Whether it is the same address of the same family.</summary>
    /// <remarks>Written out: what the compiler makes asks a comparer for each field, which has to be compiled for this type.</remarks>
    public bool Equals(InetAddress other) => Family == other.Family && High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public override int GetHashCode() => (int)(((High * 31) + Low) * HashFactor >> 32) + (int)Family;

    /// <summary>Writes the canonical text, which has <see cref="LongestText"/> characters at most, and returns its length.</summary>
    internal int Format(Span<char> destination)
    {
        int length = 0;
        if (Family == AddressFamily.IPv6)
        {
            ToIPAddress().TryFormat(destination, out length);
            return length;
        }

        for (int shift = 24; shift >= 0; shift -= 8)
        {
            ((byte)(Low >> shift)).TryFormat(destination[length..], out int digits, provider: CultureInfo.InvariantCulture);
            length += digits;
            if (shift > 0)
            {
                destination[length++] = '.';
            }
        }

        return length;
    }

    /// <summary>As <see cref="Format(Span{char})"/>, in ASCII.</summary>
    internal int Format(Span<byte> destination)
    {
        Span<char> text = stackalloc char[LongestText];
        return Encoding.ASCII.GetBytes(text[..Format(text)], destination);
    }

    /// <summary>The address's canonical text.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[LongestText];
        return new string(text[..Format(text)]);
    }

    /// <summary>As <see cref="ToString()"/>: there is one form, in every culture.</summary>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <summary>Lets an interpolated string take the address without making a string of it first.</summary>
    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<char> text = stackalloc char[LongestText];
        text = text[..Format(text)];
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten > 0;
    }
}
