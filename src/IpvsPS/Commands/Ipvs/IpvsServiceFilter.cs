using System.Globalization;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Which services a Get cmdlet was asked for: one text of -VirtualAddress with the other identity parameters.</summary>
internal sealed class IpvsServiceFilter
{
    private readonly IpvsEndpointPattern? _endpoint;
    private readonly int? _port;
    private readonly IpvsProtocol? _protocol;
    private readonly uint? _mark;
    private readonly AddressFamily? _family;

    /// <exception cref="CommandException">The text is neither an address nor a wildcard, or a port is named twice.</exception>
    public IpvsServiceFilter(string? endpoint, int? port, IpvsProtocol? protocol, uint? mark, AddressFamily? family)
    {
        _endpoint = endpoint is null ? null : IpvsEndpointPattern.Parse(endpoint, "VirtualAddress", port, "VirtualPort");
        _port = port;
        _protocol = protocol;
        _mark = mark;
        _family = family;
    }

    /// <summary>Whether finding nothing is worth an error: something is named and it is no wildcard.</summary>
    public bool IsLiteral => _endpoint is { IsWildcard: false } || (_endpoint is null && _mark is not null);

    /// <summary>The service that the filter names completely, so that it need not be looked for in a list; or null.</summary>
    public IpvsServiceId? Exact
    {
        get
        {
            if (_mark is { } mark && _endpoint is null && _family is { } family)
            {
                return IpvsServiceId.ForFirewallMark(mark, family);
            }

            return _mark is null && _protocol is { } protocol && _endpoint?.Address is { } address && (_endpoint.Port ?? _port) is { } port
                ? IpvsServiceId.ForAddress(address, (ushort)port, protocol)
                : null;
        }
    }

    public bool Matches(IpvsServiceId id) =>
        (_endpoint is null || (!id.IsFirewallMark && _endpoint.Matches(id.Address, id.Port)))
        && (_port is null || (!id.IsFirewallMark && id.Port == _port))
        && (_protocol is null || (!id.IsFirewallMark && id.Protocol == (ushort)_protocol))
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

        if (_protocol is { } protocol)
        {
            words.Add(protocol.ToString().ToUpperInvariant());
        }

        if (_endpoint is not null)
        {
            bool addPort = _port is not null && _endpoint.Port is null && _endpoint.Address is not null;
            words.Add(addPort ? new InetEndpoint(_endpoint.Address!.Value.ToIPAddress(), _port).ToString() : _endpoint.Text);
        }

        return string.Join(' ', words);
    }
}
