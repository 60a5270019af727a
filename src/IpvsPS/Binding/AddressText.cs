using System.Net;

namespace IpvsPS.Binding;

/// <summary>Addresses as the text that objects show: numbers alone, IPv6 in its short form, no zone and no port.</summary>
internal static class AddressText
{
    /// <summary>The text of an address; null for none.</summary>
    public static string? Of(IPAddress? address) => address?.ToString();

    /// <summary>The address of a text; null for none.</summary>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static IPAddress? Read(string? text) => string.IsNullOrEmpty(text) ? null : AddressArgument.Parse(text).Value;
}
