using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Selection;

/// <summary>Which endpoints an address parameter and the port parameter beside it ask for: any of the patterns, on that port.</summary>
internal sealed class EndpointFilter
{
    private readonly EndpointMatch[] _matches;
    private readonly int? _port;
    private readonly HashSet<EndpointMatch> _missing;

    /// <param name="patterns">The patterns; none ask for every address.</param>
    /// <param name="isTyped">Whether they stand on the command line.</param>
    /// <param name="parameter">The address parameter.</param>
    /// <param name="port">The port; null asks for every port.</param>
    /// <param name="portParameter">The port parameter.</param>
    /// <exception cref="CommandException">A pattern is none, or a port is named twice.</exception>
    public EndpointFilter(EndpointPattern[]? patterns, bool isTyped, string parameter, int? port, string portParameter)
    {
        _matches = Array.ConvertAll(patterns ?? [], pattern => EndpointMatch.Parse(pattern, isTyped, parameter));
        _port = port;
        _missing = [.. _matches.Where(match => match.IsLiteral)];
        foreach (EndpointMatch match in _matches)
        {
            ThrowIfTwoPorts(match, parameter, port, portParameter);
        }
    }

    /// <summary>Whether it asks for something, and not for every endpoint.</summary>
    public bool IsGiven => _matches.Length > 0 || _port is not null;

    /// <summary>The addresses that nothing has matched so far.</summary>
    public IEnumerable<string> Missing => _missing.Select(match => match.Text);

    /// <exception cref="CommandException">A port is named twice.</exception>
    public static void ThrowIfTwoPorts(EndpointMatch match, string parameter, int? port, string portParameter)
    {
        if (match.Port is { } own && port is { } other && own != other)
        {
            throw new CommandException(
                ErrorIds.IpvsPortConflict,
                ErrorCategory.InvalidArgument,
                $"-{parameter} {match.Text} and -{portParameter} {port} name two ports: give one of them."
            );
        }
    }

    public bool Matches(InetAddress address, int port)
    {
        if (_port is not null && _port != port)
        {
            return false;
        }

        foreach (EndpointMatch match in _matches)
        {
            if (match.Matches(address, port))
            {
                _missing.Remove(match);
                return true;
            }
        }

        return _matches.Length == 0;
    }
}
