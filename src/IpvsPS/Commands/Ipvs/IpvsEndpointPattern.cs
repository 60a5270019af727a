using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>
/// An address with or without a port, or a wildcard of * and ? over one: 10.0.0.1, 10.0.0.1:80, 10.0.0.*,
/// *:443. Brackets are those of IPv6, not of wildcards.
/// </summary>
internal sealed class IpvsEndpointPattern
{
    private readonly WildcardPattern? _pattern;

    private IpvsEndpointPattern(string text, InetEndpoint? endpoint, WildcardPattern? pattern)
    {
        Text = text;
        _pattern = pattern;
        Port = endpoint?.Port;
        Address = endpoint?.Address is { } address ? InetAddress.FromIPAddress(address) : null;
    }

    public string Text { get; }

    public bool IsWildcard => _pattern is not null;

    /// <summary>The address where the text is no wildcard.</summary>
    public InetAddress? Address { get; }

    public int? Port { get; }

    /// <exception cref="CommandException">The text is neither an address nor a wildcard, or a port is named twice.</exception>
    public static IpvsEndpointPattern Parse(string text, string parameter, int? port, string portParameter)
    {
        if (text.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            string escaped = text.Replace("[", "`[", StringComparison.Ordinal).Replace("]", "`]", StringComparison.Ordinal);
            return new IpvsEndpointPattern(text, null, new WildcardPattern(escaped, WildcardOptions.IgnoreCase));
        }

        try
        {
            InetEndpoint endpoint = InetEndpoint.Parse(text);
            return endpoint.Port is null || port is null || endpoint.Port == port
                ? new IpvsEndpointPattern(text, endpoint, null)
                : throw new CommandException("IpvsPortConflict", ErrorCategory.InvalidArgument,
                    $"-{parameter} {text} and -{portParameter} {port} name two ports: give one of them.");
        }
        catch (FormatException e)
        {
            throw new CommandException("IpvsEndpointInvalid", ErrorCategory.InvalidArgument, $"-{parameter}: {e.Message}");
        }
    }

    public bool Matches(InetAddress address, int port) => _pattern is null
        ? Address == address && (Port is null || Port == port)
        : _pattern.IsMatch(address.ToString()) || _pattern.IsMatch(new InetEndpoint(address.ToIPAddress(), port).ToString());
}
