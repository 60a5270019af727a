using System.Buffers.Binary;
using System.Globalization;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Reads virtual_server_group blocks: addresses, ranges of them, networks and firewall marks.</summary>
internal sealed class GroupReader(GroupDraft group, ConfigValues values, RemarkList remarks)
{
    public static Reaction Read(ConfigLine line, List<GroupDraft> groups, ConfigValues values, RemarkList remarks)
    {
        var group = new GroupDraft(line[1], line.Position);
        if (line.Count > 2)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{line[2]}' behind the name is passed over.");
        }

        return Reaction.Values(new GroupReader(group, values, remarks).ReadEntry, () => Finish(group, groups, remarks));
    }

    /// <summary>The addresses of a range. Of IPv6 keepalived counts the last 16 bits only.</summary>
    public static IEnumerable<InetAddress> Addresses(GroupEntry range)
    {
        byte[] bytes = Bytes(range.First);
        uint end = Tail(Bytes(range.Last));
        uint mask = range.First.Family == AddressFamily.IPv6 ? ushort.MaxValue : uint.MaxValue;
        for (uint at = Tail(bytes); ; at = (at + 1) & mask)
        {
            SetTail(bytes, at);
            yield return InetAddress.FromBytes(range.First.Family, bytes);
            if (at == end)
            {
                yield break;
            }
        }
    }

    /// <summary>How many addresses a range has, as <see cref="Addresses"/> gives them.</summary>
    public static long Count(GroupEntry range)
    {
        long mask = range.First.Family == AddressFamily.IPv6 ? ushort.MaxValue : uint.MaxValue;
        return ((Tail(Bytes(range.Last)) - (long)Tail(Bytes(range.First))) & mask) + 1;
    }

    private static void Finish(GroupDraft group, List<GroupDraft> groups, RemarkList remarks)
    {
        if (group.Ranges.Count + group.Marks.Count == 0)
        {
            remarks.PassedOver(group.Position, "virtual_server_group", $"the group '{group.Name}' has no entries.");
        }
        else if (group.HasIPv4 && group.HasIPv6 && group.HasMarkWithoutFamily)
        {
            remarks.PassedOver(
                group.Position,
                "virtual_server_group",
                $"the group '{group.Name}' has IPv4, IPv6 and a firewall mark without inet or inet6."
            );
        }
        else
        {
            groups.Add(group);
        }
    }

    private void ReadEntry(ConfigLine line)
    {
        if (line.Keyword == "fwmark")
        {
            ReadMark(line);
            return;
        }

        if (values.Port(line, 1) is not { } port || ReadRange(line) is not { } range)
        {
            return;
        }

        group.Ranges.Add(
            new GroupEntry(line.Position)
            {
                First = range.First,
                Last = range.Last,
                Port = port,
            }
        );
        group.HasIPv4 |= range.First.Family == AddressFamily.IPv4;
        group.HasIPv6 |= range.First.Family == AddressFamily.IPv6;
        long whole = Whole(range);
        if (range.First.Family == AddressFamily.IPv6 && whole > ushort.MaxValue + 1)
        {
            remarks.Replaced(line.Position, line.Keyword, "of an IPv6 range keepalived counts the last 16 bits only.");
        }
        else if (range.First.Family == AddressFamily.IPv4 && Tail(Bytes(range.First)) >> 8 != Tail(Bytes(range.Last)) >> 8)
        {
            remarks.Replaced(
                line.Position,
                line.Keyword,
                "keepalived 2.2 to 2.4 counts the last 8 bits only and never comes to the end of this range; all its addresses are taken."
            );
        }
    }

    private void ReadMark(ConfigLine line)
    {
        if (values.Number(line, 1, 0, uint.MaxValue, isLenient: true) is not { } mark)
        {
            return;
        }

        AddressFamily? family = line.Optional(2) switch
        {
            "inet" => AddressFamily.IPv4,
            "inet6" => AddressFamily.IPv6,
            _ => null,
        };
        if (line.Optional(2) is { } word && family is null)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{word}' is neither inet nor inet6.");
            return;
        }

        group.HasIPv4 |= family == AddressFamily.IPv4;
        group.HasIPv6 |= family == AddressFamily.IPv6;
        group.HasMarkWithoutFamily |= family is null;
        group.Marks.Add(new GroupEntry(line.Position) { FirewallMark = (uint)mark, MarkFamily = family });
    }

    /// <summary><c>10.0.0.1</c>, <c>10.0.0.1-9</c>, <c>10.0.0.1-10.0.1.9</c> or <c>10.0.0.0/24</c>; null after a remark.</summary>
    private (InetAddress First, InetAddress Last)? ReadRange(ConfigLine line)
    {
        string text = line.Keyword;
        int dash = text.IndexOf('-');
        int slash = text.IndexOf('/');
        int cut = dash >= 0 ? dash : slash;
        if (!InetAddress.TryParse(cut < 0 ? text : text[..cut], out InetAddress first))
        {
            return Refuse(line, "is no address and no range of addresses");
        }

        if (slash >= 0)
        {
            return ReadNetwork(line, first, text[(slash + 1)..]);
        }

        string? end = dash < 0 ? null : text[(dash + 1)..];
        if (end is null)
        {
            return (first, first);
        }

        return end.Contains(first.Family == AddressFamily.IPv6 ? ':' : '.')
            ? ReadFullEnd(line, first, end)
            : ReadShortEnd(line, first, end);
    }

    private (InetAddress First, InetAddress Last)? ReadNetwork(ConfigLine line, InetAddress first, string length)
    {
        bool isLength =
            int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits > 0 && bits <= first.BitCount;
        if (!isLength || first.Network(bits) != first)
        {
            return Refuse(line, isLength ? "has bits behind its prefix" : "has no prefix length that it can have");
        }

        byte[] bytes = Bytes(first);
        for (int bit = bits; bit < first.BitCount; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return (first, InetAddress.FromBytes(first.Family, bytes));
    }

    private (InetAddress First, InetAddress Last)? ReadFullEnd(ConfigLine line, InetAddress first, string end)
    {
        int cut = end.AsSpan().IndexOfAny('-', '/');
        if (!InetAddress.TryParse(cut < 0 ? end : end[..cut], out InetAddress last) || last.Family != first.Family)
        {
            return Refuse(line, "ends with no address of the family that it begins with");
        }

        return last.CompareTo(first) < 0 ? Refuse(line, "ends before it begins") : (first, last);
    }

    /// <summary>The last byte of an IPv4 address in decimal, or the last 16 bits of an IPv6 address in hexadecimal.</summary>
    private (InetAddress First, InetAddress Last)? ReadShortEnd(ConfigLine line, InetAddress first, string end)
    {
        bool isIPv6 = first.Family == AddressFamily.IPv6;
        int most = isIPv6 ? ushort.MaxValue : byte.MaxValue;
        bool isNumber = uint.TryParse(
            end,
            isIPv6 ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out uint number
        );
        byte[] bytes = Bytes(first);
        uint start = Tail(bytes) & (uint)most;
        if (!isNumber || number > most || start >= number)
        {
            return Refuse(line, "does not end behind its beginning");
        }

        SetTail(bytes, (Tail(bytes) & ~(uint)most) | number);
        return (first, InetAddress.FromBytes(first.Family, bytes));
    }

    private (InetAddress First, InetAddress Last)? Refuse(ConfigLine line, string reason)
    {
        remarks.PassedOver(line.Position, "virtual_server_group", $"'{line.Keyword}' {reason}.");
        return null;
    }

    private static byte[] Bytes(InetAddress address)
    {
        byte[] bytes = new byte[address.ByteCount];
        address.WriteTo(bytes);
        return bytes;
    }

    /// <summary>The part of an address that ranges count: all of IPv4, the last 16 bits of IPv6.</summary>
    private static uint Tail(byte[] bytes) =>
        bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(14));

    private static void SetTail(byte[] bytes, uint value)
    {
        if (bytes.Length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), (ushort)value);
        }
    }

    /// <summary>How many addresses lie between both ends, up to a bound.</summary>
    private static long Whole((InetAddress First, InetAddress Last) range)
    {
        byte[] first = Bytes(range.First);
        byte[] last = Bytes(range.Last);
        Int128 count = 1;
        for (int i = 0; i < first.Length; i++)
        {
            count = ((count - 1) * 256) + last[i] - first[i] + 1;
            if (count > long.MaxValue / 512)
            {
                return long.MaxValue;
            }
        }

        return (long)count;
    }
}
