using System.Net;

namespace IpvsPS;

/// <summary>
/// Where a route leads to, as users type it: <c>10.96.0.0/16</c>, <c>2001:db8::/32</c>, one address, or <c>default</c>,
/// which is everywhere. <see cref="ToString"/> gives the same text back.
/// </summary>
public readonly record struct RouteDestination
{
    private const string DefaultText = "default";

    /// <summary>Makes a destination from its text.</summary>
    /// <param name="text">An address, an address with a prefix length, or <c>default</c>.</param>
    /// <exception cref="FormatException">The text is none of them; the message says what is wrong with it.</exception>
    public RouteDestination(string text) => this = Parse(text);

    /// <summary>Makes a destination from a prefix.</summary>
    /// <param name="prefix">The prefix; without a length it is one address.</param>
    public RouteDestination(InetPrefix prefix) => Prefix = prefix;

    /// <summary>Makes a destination of one address.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    public RouteDestination(IPAddress address) => Prefix = new InetPrefix(address);

    /// <summary>The prefix; null for <c>default</c>, whose family the gateway tells.</summary>
    public InetPrefix? Prefix { get; }

    /// <summary>Parses an address, an address with a prefix length, or <c>default</c>.</summary>
    /// <param name="text">The text to parse.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="FormatException">The text is none of them; the message says what is wrong with it.</exception>
    public static RouteDestination Parse(string text) =>
        text.Trim().Equals(DefaultText, StringComparison.OrdinalIgnoreCase) ? default : new RouteDestination(InetPrefix.Parse(text));

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The destination's text.</returns>
    public override string ToString() => Prefix?.ToString() ?? DefaultText;

    /// <summary>Whether a route's own destination is in the network meant; no network is in <c>default</c>.</summary>
    public bool Contains(InetPrefix destination) =>
        Prefix is { PrefixLength: > 0 and var length } network
        && network.Contains(destination.Address!)
        && destination.PrefixLength >= length;

    /// <summary>Whether a route's own destination is the one meant.</summary>
    public bool Matches(InetPrefix destination)
    {
        if (Prefix is not { } prefix)
        {
            return destination.PrefixLength == 0;
        }

        int length = prefix.PrefixLength ?? InetAddress.FromIPAddress(prefix.Address!).BitCount;
        return destination.PrefixLength == length && prefix.Address!.Equals(destination.Address);
    }
}
