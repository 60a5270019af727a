using System.Net;

namespace IpvsPS.Binding;

/// <summary>
/// An address with or without a port, as it is typed: <c>10.0.0.1</c>, <c>10.0.0.1:80</c>, <c>::1</c>, <c>[::1]:80</c>. An
/// IPAddress and an IPEndPoint convert to it; an IPEndPoint on port 0 has none.
/// </summary>
public readonly record struct EndpointArgument
{
    /// <summary>Makes it from a text.</summary>
    /// <param name="text">An address, or an address and a port of 0 to 65535.</param>
    /// <exception cref="FormatException">The text is neither; the message says what is wrong with it.</exception>
    public EndpointArgument(string text) => Endpoint = ReadText(text);

    /// <summary>Makes it from an address, without a port.</summary>
    /// <param name="address">An IPv4 or IPv6 address; its zone, if it has one, is dropped.</param>
    public EndpointArgument(IPAddress address)
    {
        Endpoint = new InetEndpoint(AddressArgument.WithoutZone(address));
        IsFromObject = true;
    }

    /// <summary>Makes it from an address and a port; port 0 is no port.</summary>
    /// <param name="endpoint">The address and the port.</param>
    public EndpointArgument(IPEndPoint endpoint)
    {
        Endpoint = new InetEndpoint(AddressArgument.WithoutZone(endpoint.Address), endpoint.Port == 0 ? null : endpoint.Port);
        IsFromObject = true;
    }

    /// <summary>The address in its usual text; null only in a default value.</summary>
    public string? Address => Endpoint.Address?.ToString();

    /// <summary>The port, 0 to 65535 in host order, or null where none was given.</summary>
    public int? Port => Endpoint.Port;

    internal InetEndpoint Endpoint { get; }

    /// <summary>Whether it was an IPAddress or an IPEndPoint, and no text.</summary>
    internal bool IsFromObject { get; }

    /// <summary>Whether it is the same address and port, whatever it was made from.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True for the same.</returns>
    public bool Equals(EndpointArgument other) => Endpoint == other.Endpoint;

    /// <inheritdoc/>
    public override int GetHashCode() => Endpoint.GetHashCode();

    /// <summary>Reads a text as the constructor does.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">The text is no address; the message says what is wrong with it.</exception>
    public static EndpointArgument Parse(string text) => new(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>The text; an IPv6 address stands in brackets when a port follows.</returns>
    public override string ToString() => Endpoint.ToString();

    /// <exception cref="FormatException">The text is no address with or without a port.</exception>
    private static InetEndpoint ReadText(string text)
    {
        try
        {
            return InetEndpoint.Parse(text);
        }
        catch (FormatException e) when (AddressText.LooksLikeName(text))
        {
            throw new FormatException($"{e.Message} {AddressText.NamesAreNotResolved}", e);
        }
    }
}
