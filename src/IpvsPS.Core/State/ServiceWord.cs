using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>A service's identity as one word: <c>6 10.0.0.1 80</c> (protocol number, address, port), <c>fwm 5 10</c> (mark, family
/// number).</summary>
internal static class ServiceWord
{
    /// <summary>Of a protocol and a port of five figures each.</summary>
    public const int LongestText = InetAddress.LongestText + 12;

    private const string Mark = "fwm";

    public static string Write(IpvsServiceId id)
    {
        Span<char> text = stackalloc char[LongestText];
        return new string(text[..Format(id, text)]);
    }

    /// <summary>Writes the word, which has <see cref="LongestText"/> characters at most, and returns its length.</summary>
    public static int Format(IpvsServiceId id, Span<char> destination)
    {
        _ = id.IsFirewallMark
            ? destination.TryWrite(CultureInfo.InvariantCulture, $"{Mark} {id.FirewallMark} {(int)id.Family}", out int length)
            : destination.TryWrite(CultureInfo.InvariantCulture, $"{id.Protocol} {id.Address} {id.Port}", out length);
        return length;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static IpvsServiceId Read(string text)
    {
        string[] words = text.Split(' ');
        if (words.Length != 3)
        {
            throw new FormatException($"{text} is no service");
        }

        if (words[0] == Mark)
        {
            return IpvsServiceId.ForFirewallMark(
                uint.Parse(words[1], CultureInfo.InvariantCulture),
                words[2] == "10" ? AddressFamily.IPv6 : AddressFamily.IPv4
            );
        }

        return InetAddress.TryParse(words[1], out InetAddress address)
            ? IpvsServiceId.ForAddress(
                address,
                ushort.Parse(words[2], CultureInfo.InvariantCulture),
                (IpvsProtocol)ushort.Parse(words[0], CultureInfo.InvariantCulture)
            )
            : throw new FormatException($"{text} is no service");
    }
}
