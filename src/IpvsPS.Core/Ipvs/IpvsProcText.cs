using System.Buffers.Binary;
using System.Buffers.Text;

namespace IpvsPS.Ipvs;

/// <summary>What the files of IPVS in /proc/net share: words, protocols and hexadecimal addresses, the most significant digit
/// first.</summary>
internal static class IpvsProcText
{
    /// <summary>%pI6: eight groups of four digits.</summary>
    private const int IPv6Length = 39;

    /// <summary><c>ip_vs_proto_name</c>.</summary>
    public static bool TryReadProtocol(ref ReadOnlySpan<byte> rest, out ushort protocol)
    {
        ReadOnlySpan<byte> word = NextWord(ref rest);
        protocol =
            word.SequenceEqual("TCP"u8) ? (ushort)IpvsProtocol.Tcp
            : word.SequenceEqual("UDP"u8) ? (ushort)IpvsProtocol.Udp
            : word.SequenceEqual("SCTP"u8) ? (ushort)IpvsProtocol.Sctp
            : word.SequenceEqual("AH"u8) ? (ushort)51
            : word.SequenceEqual("ESP"u8) ? (ushort)50
            : word.SequenceEqual("ICMP"u8) ? (ushort)1
            : word.SequenceEqual("ICMPv6"u8) ? (ushort)58
            : (ushort)0;
        return protocol != 0
            || word.SequenceEqual("IP"u8)
            || (word.StartsWith("IP_"u8) && Utf8Parser.TryParse(word[3..], out protocol, out _));
    }

    public static bool TryParseAddress(ReadOnlySpan<byte> word, out InetAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bool isIPv6 = word.Length == IPv6Length;
        int groupDigits = isIPv6 ? 4 : 8;
        address = default;
        if (!isIPv6 && word.Length != groupDigits)
        {
            return false;
        }

        for (int start = 0, at = 0; start < word.Length; start += groupDigits + 1, at += groupDigits / 2)
        {
            ReadOnlySpan<byte> group = word.Slice(start, groupDigits);
            if (!Utf8Parser.TryParse(group, out uint value, out int used, 'X') || used != groupDigits)
            {
                return false;
            }

            if (isIPv6)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            }
        }

        address = InetAddress.FromBytes(isIPv6 ? AddressFamily.IPv6 : AddressFamily.IPv4, bytes);
        return true;
    }

    public static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }
}
