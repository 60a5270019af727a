using System.Net;

namespace IpvsPS.Binding;

/// <summary>
/// What a parameter takes that looks for addresses: an address with or without a port, a network such as
/// <c>10.0.0.0/8</c>, or a wildcard of * and ? over an address or an address with its port: <c>10.0.0.*</c>,
/// <c>*:443</c>. Only what is typed may be a network or a wildcard; a value from the pipeline is what it is. Brackets are
/// those of IPv6, and no wildcards.
/// </summary>
public readonly record struct EndpointPattern
{
    /// <summary>Makes it from a text, which is looked at when it is used.</summary>
    /// <param name="text">The text.</param>
    public EndpointPattern(string text) => Text = text;

    /// <summary>Makes it from an address.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    public EndpointPattern(IPAddress address) => Text = new EndpointArgument(address).ToString();

    /// <summary>Makes it from an address and a port; port 0 is no port.</summary>
    /// <param name="endpoint">The address and the port.</param>
    public EndpointPattern(IPEndPoint endpoint) => Text = new EndpointArgument(endpoint).ToString();

    /// <summary>The text; null only in a default value.</summary>
    public string? Text { get; }

    /// <summary>Takes any text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The pattern.</returns>
    public static EndpointPattern Parse(string text) => new(text);

    /// <summary>The text.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text ?? string.Empty;
}
