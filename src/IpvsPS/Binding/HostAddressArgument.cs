using System.Net;

namespace IpvsPS.Binding;

/// <summary>
/// The address of one host, as it is typed: alone, or with the prefix length of the whole address, as links show it. An IPAddress and
/// an IPEndPoint convert to it.
/// </summary>
public readonly record struct HostAddressArgument
{
    private const int BitsPerByte = 8;

    /// <summary>Makes it from a text.</summary>
    /// <param name="text">10.0.0.185, 10.0.0.185/32, 2001:db8::1 or 2001:db8::1/128.</param>
    /// <exception cref="FormatException">The text is none; the message says what is wrong with it.</exception>
    public HostAddressArgument(string text)
    {
        InetPrefix? prefix = text.Contains('/', StringComparison.Ordinal) ? InetPrefix.Parse(text) : null;
        Value = prefix is null ? AddressArgument.Parse(text).Value : AddressArgument.WithoutZone(prefix.Value.Address!);
        IsNetwork = prefix?.PrefixLength is { } length && length != Value!.GetAddressBytes().Length * BitsPerByte;
        Text = text;
    }

    /// <summary>Makes it from an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address; its zone, if it has one, is dropped.</param>
    public HostAddressArgument(IPAddress address)
    {
        Value = AddressArgument.WithoutZone(address);
        Text = Value.ToString();
    }

    /// <summary>Makes it from an endpoint, of which it takes the address.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public HostAddressArgument(IPEndPoint endpoint)
        : this(endpoint.Address) { }

    /// <summary>The address; null only in a default value.</summary>
    public IPAddress? Value { get; }

    /// <summary>Whether the text has a prefix length that leaves room for several hosts.</summary>
    internal bool IsNetwork { get; }

    private string? Text { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static HostAddressArgument Parse(string text) => new(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text as it was given, or the address.</returns>
    public override string ToString() => Text ?? string.Empty;
}
