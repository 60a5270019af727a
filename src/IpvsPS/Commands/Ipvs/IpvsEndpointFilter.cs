using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Which endpoints an address parameter and the port parameter beside it ask for: any of the texts, on that port.</summary>
internal sealed class IpvsEndpointFilter
{
    private readonly IpvsEndpointPattern[] _patterns;
    private readonly int? _port;
    private readonly HashSet<IpvsEndpointPattern> _missing;

    /// <exception cref="CommandException">A text is neither an address nor a wildcard, or a port is named twice.</exception>
    public IpvsEndpointFilter(string[]? texts, string parameter, int? port, string portParameter)
    {
        _patterns = Array.ConvertAll(texts ?? [], text => IpvsEndpointPattern.Parse(text, parameter, port, portParameter));
        _port = port;
        _missing = [.. _patterns.Where(pattern => !pattern.IsWildcard)];
    }

    /// <summary>Whether it asks for something, and not for every endpoint.</summary>
    public bool IsGiven => _patterns.Length > 0 || _port is not null;

    /// <summary>The texts without wildcards that nothing has matched so far.</summary>
    public IEnumerable<string> Missing => _missing.Select(pattern => pattern.Text);

    public bool Matches(InetAddress address, int port)
    {
        if (_port is not null && _port != port)
        {
            return false;
        }

        foreach (IpvsEndpointPattern pattern in _patterns)
        {
            if (pattern.Matches(address, port))
            {
                _missing.Remove(pattern);
                return true;
            }
        }

        return _patterns.Length == 0;
    }
}
