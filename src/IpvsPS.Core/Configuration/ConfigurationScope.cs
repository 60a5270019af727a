using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>Which services a configuration command is about: those of any -Include, without those of any -Exclude.</summary>
public sealed class ConfigurationScope
{
    private readonly ScopePattern[] _include;
    private readonly ScopePattern[] _exclude;

    /// <exception cref="FormatException">A text is no pattern; the message says what is.</exception>
    public ConfigurationScope(IEnumerable<string> include, IEnumerable<string> exclude)
    {
        _include = [.. include.Select(ScopePattern.Parse)];
        _exclude = [.. exclude.Select(ScopePattern.Parse)];
    }

    /// <summary>Every service.</summary>
    public static ConfigurationScope All { get; } = new([], []);

    /// <summary>Whether it leaves any service out.</summary>
    public bool IsAll => _include.Length + _exclude.Length == 0;

    /// <summary>Whether timeouts, daemons and settings belong to it: not where services are named that it is about.</summary>
    public bool HasSections => _include.Length == 0;

    /// <summary>Whether a service belongs to the scope.</summary>
    public bool Contains(IpvsServiceId service) =>
        (_include.Length == 0 || Array.Exists(_include, pattern => pattern.Matches(service)))
        && !Array.Exists(_exclude, pattern => pattern.Matches(service));

    /// <summary>
    /// Services by their address, as one address or a range (10.0.0.1, 10.96.0.0/12, *), by port or range of ports
    /// (*:443, 10.0.0.0/8:30000-32767), or by firewall mark (FWM 5, FWM *).
    /// </summary>
    private sealed class ScopePattern
    {
        private InetAddress? _network;
        private int _prefixLength;
        private ushort _firstPort;
        private ushort _lastPort = ushort.MaxValue;
        private bool _isMark;
        private uint? _mark;

        /// <exception cref="FormatException">The text is no pattern.</exception>
        public static ScopePattern Parse(string text)
        {
            string trimmed = text.Trim();
            if (trimmed.StartsWith("FWM", StringComparison.OrdinalIgnoreCase))
            {
                return ParseMark(trimmed[3..].Trim()) ?? throw Invalid(text);
            }

            (string host, string? ports) = Split(trimmed);
            var pattern = new ScopePattern();
            return pattern.TryReadHost(host) && (ports is null || pattern.TryReadPorts(ports)) ? pattern : throw Invalid(text);
        }

        public bool Matches(IpvsServiceId service) =>
            service.IsFirewallMark
                ? _isMark && (_mark is null || _mark == service.FirewallMark)
                : !_isMark
                    && service.Port >= _firstPort
                    && service.Port <= _lastPort
                    && (_network is not { } network || service.Address.IsIn(network, _prefixLength));

        private static ScopePattern? ParseMark(string mark) =>
            mark == "*" ? new ScopePattern { _isMark = true }
            : uint.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
                ? new ScopePattern { _isMark = true, _mark = number }
            : null;

        /// <summary>What follows the address: an IPv6 address stands in brackets then.</summary>
        private static (string Host, string? Ports) Split(string text)
        {
            if (text.StartsWith('[') && text.IndexOf(']') is > 0 and var close)
            {
                return (
                    text[1..close],
                    text.Length > close + 1 && text[close + 1] == ':' ? text[(close + 2)..]
                    : text.Length == close + 1 ? null
                    : string.Empty
                );
            }

            int colon = text.IndexOf(':');
            return colon >= 0 && text.IndexOf(':', colon + 1) < 0 ? (text[..colon], text[(colon + 1)..]) : (text, null);
        }

        private bool TryReadHost(string host)
        {
            if (host is "*" or "")
            {
                return true;
            }

            try
            {
                InetPrefix prefix = InetPrefix.Parse(host);
                _network = InetAddress.FromIPAddress(prefix.Address!);
                _prefixLength = prefix.PrefixLength ?? _network.Value.BitCount;
                return true;
            }
            catch (FormatException)
            {
                return false;
            }
        }

        private bool TryReadPorts(string ports)
        {
            int dash = ports.IndexOf('-');
            bool isNumber = ushort.TryParse(
                dash < 0 ? ports : ports[..dash],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out _firstPort
            );
            if (dash < 0)
            {
                _lastPort = _firstPort;
                return isNumber;
            }

            return isNumber
                && ushort.TryParse(ports.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _lastPort)
                && _firstPort <= _lastPort;
        }

        private static FormatException Invalid(string text) =>
            new(
                $"'{text}' names no services: write an address (10.0.0.1), a range of them (10.96.0.0/12), a port or a range of "
                    + "ports (*:443, 10.0.0.0/8:30000-32767, [2001:db8::/32]:80), or a firewall mark (FWM 5, FWM *)."
            );
    }
}
