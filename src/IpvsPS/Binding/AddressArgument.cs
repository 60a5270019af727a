using System.Net;

namespace IpvsPS.Binding;

/// <summary>An IPv4 or IPv6 address without a port, as it is typed. An IPAddress converts to it.</summary>
public readonly record struct AddressArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">An address: 10.0.0.1 or 2001:db8::1.</param>
    /// <exception cref="FormatException">The text is none; the message says what is wrong with it.</exception>
    public AddressArgument(string text) => Value = AddressText.Parse(text);

    /// <summary>Makes it from an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address; its zone, if it has one, is dropped.</param>
    public AddressArgument(IPAddress address) => Value = WithoutZone(address);

    /// <summary>The address; null only in a default value.</summary>
    public IPAddress? Value { get; }

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static AddressArgument Parse(string text) => new(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Value?.ToString() ?? string.Empty;

    /// <summary>IPVS, links and routes know addresses by their bytes; a zone would only be in the way of comparing.</summary>
    internal static IPAddress WithoutZone(IPAddress address) => new(address.GetAddressBytes());
}
