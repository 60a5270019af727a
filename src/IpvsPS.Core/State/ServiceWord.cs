using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>A service's identity as one word: <c>6 10.0.0.1 80</c> (protocol number, address, port), <c>fwm 5 10</c> (mark, family
/// number).</summary>
internal static class ServiceWord
{
    private const string Mark = "fwm";

    public static string Write(IpvsServiceId id) =>
        id.IsFirewallMark
            ? string.Create(CultureInfo.InvariantCulture, $"{Mark} {id.FirewallMark} {(int)id.Family}")
            : string.Create(CultureInfo.InvariantCulture, $"{id.Protocol} {id.Address} {id.Port}");

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
