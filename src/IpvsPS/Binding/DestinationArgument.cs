using System.Net;

namespace IpvsPS.Binding;

/// <summary>
/// Where a route leads to, as it is typed: <c>10.96.0.0/16</c>, <c>2001:db8::/32</c>, one address, or <c>default</c>, which is
/// everywhere. An IPAddress converts to it.
/// </summary>
public readonly record struct DestinationArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">An address, an address with a prefix length, or <c>default</c>.</param>
    /// <exception cref="FormatException">The text is none of them; the message says what is wrong with it.</exception>
    public DestinationArgument(string text) =>
        Destination = text.Trim().Equals("default", StringComparison.OrdinalIgnoreCase)
            ? default
            : new RouteDestination(PrefixArgument.ReadText(text));

    /// <summary>Makes it from one address.</summary>
    /// <param name="address">An IPv4 or IPv6 address; its zone, if it has one, is dropped.</param>
    public DestinationArgument(IPAddress address) => Destination = new RouteDestination(AddressArgument.WithoutZone(address));

    /// <summary>The destination.</summary>
    internal RouteDestination Destination { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The destination.</returns>
    /// <exception cref="FormatException">The text is none; the message says what is wrong with it.</exception>
    public static DestinationArgument Parse(string text) => new(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Destination.ToString();
}
