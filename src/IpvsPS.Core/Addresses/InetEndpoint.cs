using System.Globalization;
using System.Net;

namespace IpvsPS;

/// <summary>
/// An address with or without a port, as users type it: <c>10.0.0.1</c>, <c>10.0.0.1:80</c>, <c>::1</c>,
/// <c>[::1]:80</c>. <see cref="ToString"/> gives the same text back.
/// </summary>
public readonly record struct InetEndpoint
{
    /// <summary>Makes an endpoint from its text.</summary>
    /// <param name="text">An address, or an address and a port of 0 to 65535.</param>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with it.</exception>
    public InetEndpoint(string text) => this = Parse(text);

    /// <summary>Makes an endpoint without a port.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    public InetEndpoint(IPAddress address) => Address = address;

    /// <summary>Makes an endpoint with a port.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <param name="port">0 to 65535, host order; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The port is not 0 to 65535.</exception>
    public InetEndpoint(IPAddress address, int? port)
    {
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 0 to 65535.");
        }

        Address = address;
        Port = port;
    }

    /// <summary>The address; null only in a default value.</summary>
    public IPAddress? Address { get; }

    /// <summary>The port, 0 to 65535 in host order, or null where none was given.</summary>
    public int? Port { get; }

    /// <summary>Parses <c>address</c>, <c>ipv4:port</c> or <c>[ipv6]:port</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">The text is none of them; the message says what is wrong with it.</exception>
    public static InetEndpoint Parse(string text)
    {
        (string host, string? port) = Split(text.Trim());
        if (!InetAddress.TryParse(host, out InetAddress address))
        {
            throw new FormatException($"'{text}' is not an address: write 10.0.0.1, 10.0.0.1:80, 2001:db8::1 or [2001:db8::1]:80.");
        }

        return new InetEndpoint(address.ToIPAddress(), port is null ? null : ParsePort(text, port));
    }

    /// <summary>The text <see cref="Parse"/> reads: an IPv6 address stands in brackets when a port follows.</summary>
    /// <returns>The endpoint's text.</returns>
    public override string ToString() =>
        Address switch
        {
            null => string.Empty,
            _ when Port is null => Address.ToString(),
            { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => $"[{Address}]:{Port}",
            _ => $"{Address}:{Port}",
        };

    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            bool isBracketed = close > 0 && text[1..close].Contains(':');
            return !isBracketed ? (text, null)
                : close == text.Length - 1 ? (text[1..close], null)
                : text[close + 1] == ':' ? (text[1..close], text[(close + 2)..])
                : (text, null);
        }

        int colon = text.IndexOf(':');
        bool isPort = colon >= 0 && text.IndexOf(':', colon + 1) < 0;
        return isPort ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private static int ParsePort(string text, string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? number
            : throw new FormatException($"'{port}' in '{text}' is not a port: a port is a number from 0 to 65535.");
}
