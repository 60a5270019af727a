using System.Net;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>Where a checker connects to and from.</summary>
internal static class ConnectionWords
{
    /// <summary>IFNAMSIZ less the end.</summary>
    private const int LongestLink = 15;

    public static bool Read(ConfigLine line, CheckerDraft checker, ConfigValues values, RemarkList remarks)
    {
        switch (line.Keyword)
        {
            case "connect_ip":
                checker.Check = checker.Check with
                {
                    Address = Address(line, checker.Check.SourceAddress, values, remarks) ?? checker.Check.Address,
                };
                return true;
            case "bindto":
                checker.Check = checker.Check with
                {
                    SourceAddress = Address(line, checker.Check.Address, values, remarks) ?? checker.Check.SourceAddress,
                };
                return true;
            case "connect_port":
                checker.Check = checker.Check with
                {
                    Port = (int?)values.Number(line, 1, 1, ushort.MaxValue, isLenient: true) ?? checker.Check.Port,
                };
                return true;
            case "bind_port":
                checker.Check = checker.Check with
                {
                    SourcePort = (int?)values.Number(line, 1, 1, ushort.MaxValue, isLenient: true) ?? checker.Check.SourcePort,
                };
                return true;
            case "bind_if":
                ReadLink(line, checker, remarks);
                return true;
            case "fwmark":
                checker.Check = checker.Check with
                {
                    FirewallMark = (uint?)values.Number(line, 1, 0, uint.MaxValue, isLenient: true) ?? checker.Check.FirewallMark,
                };
                return true;
            default:
                return false;
        }
    }

    /// <summary>An address of the family of the other end, where that is given.</summary>
    private static IPAddress? Address(ConfigLine line, IPAddress? other, ConfigValues values, RemarkList remarks)
    {
        if (values.Endpoint(line, 1, hasPort: false) is not { } endpoint)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is no address.");
            return null;
        }

        IPAddress address = endpoint.Address.ToIPAddress();
        if (other is not null && other.AddressFamily != address.AddressFamily)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"{address} and {other} are of two families.");
            return null;
        }

        return address;
    }

    private static void ReadLink(ConfigLine line, CheckerDraft checker, RemarkList remarks)
    {
        if (line[1].Length > LongestLink)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' has more than {LongestLink} characters.");
            return;
        }

        checker.Check = checker.Check with { Link = ConfigLine.Readable(line[1]) };
    }
}
