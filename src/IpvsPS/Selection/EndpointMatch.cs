using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Selection;

/// <summary>What a text of an <see cref="EndpointPattern"/> matches: an address with or without a port, a network, or a wildcard.</summary>
internal sealed class EndpointMatch
{
    private readonly WildcardPattern? _wildcard;
    private readonly (InetAddress Address, int Length)? _network;

    private EndpointMatch(string text, InetEndpoint? endpoint, WildcardPattern? wildcard, (InetAddress, int)? network)
    {
        Text = text;
        _wildcard = wildcard;
        _network = network;
        Port = endpoint?.Port;
        Address = endpoint?.Address is { } address ? InetAddress.FromIPAddress(address) : null;
    }

    public string Text { get; }

    /// <summary>Whether it is one address, so that finding nothing is an error.</summary>
    public bool IsLiteral => Address is not null;

    /// <summary>The address where the text is one.</summary>
    public InetAddress? Address { get; }

    public int? Port { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isTyped">Whether it stands on the command line; what was piped is an address and no pattern.</param>
    /// <param name="parameter">The parameter, for errors.</param>
    /// <exception cref="CommandException">The text is neither an address, nor a network, nor a wildcard.</exception>
    public static EndpointMatch Parse(EndpointPattern pattern, bool isTyped, string parameter)
    {
        string text = pattern.ToString();
        try
        {
            if (isTyped && text.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                string escaped = text.Replace("[", "`[", StringComparison.Ordinal).Replace("]", "`]", StringComparison.Ordinal);
                return new EndpointMatch(
                    text,
                    null,
                    new WildcardPattern(escaped, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant),
                    null
                );
            }

            if (isTyped && text.Contains('/'))
            {
                InetPrefix prefix = InetPrefix.Parse(text);
                return new EndpointMatch(text, null, null, (InetAddress.FromIPAddress(prefix.Address!), prefix.PrefixLength!.Value));
            }

            return new EndpointMatch(text, EndpointArgument.Parse(text).Endpoint, null, null);
        }
        catch (FormatException e)
        {
            throw new CommandException(ErrorIds.IpvsEndpointInvalid, ErrorCategory.InvalidArgument, $"-{parameter}: {e.Message}");
        }
    }

    public bool Matches(InetAddress address, int port)
    {
        if (_network is { } network)
        {
            return address.IsIn(network.Address, network.Length);
        }

        return _wildcard is null
            ? Address == address && (Port is null || Port == port)
            : _wildcard.IsMatch(address.ToString()) || _wildcard.IsMatch(new InetEndpoint(address.ToIPAddress(), port).ToString());
    }
}
