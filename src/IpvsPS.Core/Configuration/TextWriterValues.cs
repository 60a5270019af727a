using System.Globalization;

namespace IpvsPS.Configuration;

/// <summary>Writes values without making a string of each: a table has tens of thousands.</summary>
internal static class TextWriterValues
{
    private const int LongestNumber = 20;

    public static void WriteNumber(this TextWriter writer, long number)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        number.TryFormat(digits, out int count, provider: CultureInfo.InvariantCulture);
        writer.Write(digits[..count]);
    }

    public static void WriteAddress(this TextWriter writer, InetAddress address)
    {
        Span<char> text = stackalloc char[InetAddress.LongestText];
        writer.Write(text[..address.Format(text)]);
    }

    /// <summary>An address and a port, the address of IPv6 in brackets.</summary>
    public static void WriteEndpoint(this TextWriter writer, InetAddress address, ushort port)
    {
        bool isIPv6 = address.Family == AddressFamily.IPv6;
        writer.Write(isIPv6 ? "[" : string.Empty);
        writer.WriteAddress(address);
        writer.Write(isIPv6 ? "]:" : ":");
        writer.WriteNumber(port);
    }
}
