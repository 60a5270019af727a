using System.Net;

namespace IpvsPS.Words;

/// <summary>Addresses as the text that objects show: numbers alone, IPv6 in its short form, no zone and no port.</summary>
internal static class AddressText
{
    public const string NamesAreNotResolved = "Names of hosts and services are not looked up: write the numbers.";

    /// <summary>The text of an address; null for none.</summary>
    public static string? Of(IPAddress? address) => address?.ToString();

    /// <summary>The address of a text; null for none.</summary>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static IPAddress? Read(string? text) => string.IsNullOrEmpty(text) ? null : Parse(text);

    /// <summary>The address of a text.</summary>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static IPAddress Parse(string text)
    {
        InetEndpoint endpoint = ReadEndpoint(text);
        return endpoint.Port is null
            ? endpoint.Address!
            : throw new FormatException($"'{text}' has a port, and an address alone belongs here: write {endpoint.Address}.");
    }

    /// <summary>Whether what is no address may be meant as a host's or a service's name: it has letters that no address has.</summary>
    public static bool LooksLikeName(string text) => text.Any(letter => char.IsLetter(letter) && !char.IsAsciiHexDigit(letter));

    /// <summary>Reads an address that may have a port, which is an error of its own; no other error says to write one.</summary>
    private static InetEndpoint ReadEndpoint(string text)
    {
        try
        {
            return InetEndpoint.Parse(text);
        }
        catch (FormatException e)
        {
            string names = LooksLikeName(text) ? $" {NamesAreNotResolved}" : string.Empty;
            throw new FormatException($"'{text}' is not an address: write 10.0.0.1 or 2001:db8::1.{names}", e);
        }
    }
}
