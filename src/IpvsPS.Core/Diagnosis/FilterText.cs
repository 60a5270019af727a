using System.Globalization;

namespace IpvsPS.Diagnosis;

/// <summary>The values of a rule's conditions as the filter's programs write them; null where they are not known here.</summary>
internal static class FilterText
{
    public static bool? IsProtocol(string value, ushort protocol) =>
        value.ToLowerInvariant() switch
        {
            "all" => true,
            "tcp" => protocol == 6,
            "udp" => protocol == 17,
            "sctp" => protocol == 132,
            "icmp" => protocol == 1,
            "ipip" or "ipencap" => protocol == 4,
            "gre" => protocol == 47,
            "ipv6-icmp" or "icmpv6" => protocol == 58,
            var number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int known) ? known == protocol : null,
        };

    public static bool? IsIn(string value, InetAddress address)
    {
        int dash = value.IndexOf('-');
        if (dash > 0)
        {
            return
                InetAddress.TryParse(value.AsSpan(0, dash), out InetAddress first)
                && InetAddress.TryParse(value.AsSpan(dash + 1), out InetAddress last)
                ? first.Family == address.Family && first.CompareTo(address) <= 0 && address.CompareTo(last) <= 0
                : null;
        }

        int slash = value.IndexOf('/');
        if (!InetAddress.TryParse(slash < 0 ? value : value.AsSpan(0, slash), out InetAddress network))
        {
            return null;
        }

        return slash < 0 ? network == address
            : int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                ? address.IsIn(network, length)
            : null;
    }

    public static bool? IsPort(string value, int port)
    {
        string[] ends = value.Split('-', ':');
        bool isFirst = int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first);
        bool isLast = int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last);
        return isFirst && isLast && ends.Length <= 2 ? first <= port && port <= last : null;
    }

    /// <summary>A type stands for all of its codes; a name that is not one of these is of another type.</summary>
    public static bool? IsIcmpType(string value, string type)
    {
        string number = value switch
        {
            "fragmentation-needed" => "3/4",
            "destination-unreachable" => "3",
            "packet-too-big" => "2",
            "any" or "255" => type,
            _ => value,
        };
        return number == type || type.StartsWith($"{number}/", StringComparison.Ordinal);
    }

    /// <summary>A name that ends in + or * stands for all that begin so.</summary>
    public static bool? IsLink(string value, string link) =>
        value.EndsWith('+') || value.EndsWith('*') ? link.StartsWith(value[..^1], StringComparison.Ordinal) : value == link;
}
