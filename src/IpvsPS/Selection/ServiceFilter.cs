using System.Globalization;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Selection;

/// <summary>Which services a cmdlet was asked for: one pattern of -VirtualAddress with the other identity parameters.</summary>
internal sealed class ServiceFilter
{
    private readonly EndpointMatch? _endpoint;
    private readonly int? _port;
    private readonly IpvsProtocol[]? _protocols;
    private readonly uint? _mark;
    private readonly AddressFamily? _family;

    /// <exception cref="CommandException">A port is named twice.</exception>
    public ServiceFilter(EndpointMatch? endpoint, int? port, IpvsProtocol[]? protocols, uint? mark, AddressFamily? family)
    {
        _endpoint = endpoint;
        _port = port;
        _protocols = protocols is { Length: > 0 } ? protocols : null;
        _mark = mark;
        _family = family;
        if (endpoint is not null)
        {
            EndpointFilter.ThrowIfTwoPorts(endpoint, "VirtualAddress", port, "VirtualPort");
        }
    }

    /// <summary>A filter for each pattern of -VirtualAddress; where there is none, one filter of the other parameters alone.</summary>
    /// <remarks><paramref name="isTyped"/> says whether the patterns stand on the command line.</remarks>
    /// <exception cref="CommandException">A pattern is none, or a port is named twice.</exception>
    public static ServiceFilter[] Of(
        EndpointPattern[]? endpoints,
        bool isTyped,
        int? port,
        IpvsProtocol[]? protocols,
        uint? mark,
        AddressFamily? family
    )
    {
        EndpointMatch?[] matches = endpoints is { Length: > 0 }
            ? Array.ConvertAll(endpoints, endpoint => (EndpointMatch?)EndpointMatch.Parse(endpoint, isTyped, "VirtualAddress"))
            : [null];
        return Array.ConvertAll(matches, match => new ServiceFilter(match, port, protocols, mark, family));
    }

    /// <summary>Whether finding nothing is worth an error: something is named and it is no pattern.</summary>
    public bool IsLiteral => _endpoint is { IsLiteral: true } || (_endpoint is null && _mark is not null);

    /// <summary>The service that the filter names completely, so that it need not be looked for in a list; or null.</summary>
    public IpvsServiceId? Exact
    {
        get
        {
            if (_mark is { } mark && _endpoint is null && _family is { } family)
            {
                return IpvsServiceId.ForFirewallMark(mark, family);
            }

            return
                _mark is null && _protocols is [var protocol] && _endpoint?.Address is { } address && (_endpoint.Port ?? _port) is { } port
                ? IpvsServiceId.ForAddress(address, (ushort)port, protocol)
                : null;
        }
    }

    public bool Matches(IpvsServiceId id) =>
        (_endpoint is null || (!id.IsFirewallMark && _endpoint.Matches(id.Address, id.Port)))
        && (_port is null || (!id.IsFirewallMark && id.Port == _port))
        && (_protocols is null || (!id.IsFirewallMark && Array.Exists(_protocols, protocol => id.Protocol == (ushort)protocol)))
        && (_mark is null || id.FirewallMark == _mark)
        && (_family is null || id.Family == _family || id.Family == IpvsServiceId.UnknownFamily);

    /// <summary>What was asked for, for an error's words.</summary>
    public override string ToString()
    {
        var words = new List<string>();
        if (_mark is { } mark)
        {
            words.Add("FWM " + mark.ToString(CultureInfo.InvariantCulture));
        }

        if (_protocols is not null)
        {
            words.Add(string.Join(',', _protocols).ToUpperInvariant());
        }

        if (_endpoint is not null)
        {
            bool addPort = _port is not null && _endpoint.Port is null && _endpoint.Address is not null;
            words.Add(addPort ? new InetEndpoint(_endpoint.Address!.Value.ToIPAddress(), _port).ToString() : _endpoint.Text);
        }

        return string.Join(' ', words);
    }
}
