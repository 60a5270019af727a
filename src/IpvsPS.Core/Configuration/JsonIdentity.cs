using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>The keys that say which service, in whatever order they come.</summary>
internal struct JsonIdentity
{
    /// <summary>Of no family where none is given.</summary>
    private InetAddress _address;

    private int? _port;
    private IpvsProtocol? _protocol;
    private uint? _mark;
    private AddressFamily? _family;

    /// <summary>Reads the present key's value; false where the key is another's.</summary>
    public bool TryRead(ref JsonCursor cursor)
    {
        if (cursor.Is("virtualAddress"u8))
        {
            _address = cursor.ReadAddress("virtualAddress");
        }
        else if (cursor.Is("virtualPort"u8))
        {
            _port = (int)cursor.ReadNumber("virtualPort", 0, ushort.MaxValue);
        }
        else if (cursor.Is("protocol"u8))
        {
            _protocol = cursor.ReadChoice("protocol", "Tcp"u8, IpvsProtocol.Tcp, "Udp"u8, IpvsProtocol.Udp, "Sctp"u8, IpvsProtocol.Sctp);
        }
        else if (cursor.Is("firewallMark"u8))
        {
            _mark = (uint)cursor.ReadNumber("firewallMark", 1, uint.MaxValue);
        }
        else if (cursor.Is("addressFamily"u8))
        {
            _family = cursor.ReadChoice("addressFamily", "IPv4"u8, AddressFamily.IPv4, "IPv6"u8, AddressFamily.IPv6);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <exception cref="IpvsConfigurationException">The keys name no service, or two.</exception>
    public readonly IpvsServiceId ToServiceId(TextPosition position)
    {
        bool hasAddress = _address.Family != 0;
        if (!hasAddress && _mark is null)
        {
            throw ConfigurationRules.Error("the service has neither virtualAddress nor firewallMark: give one of them.", position);
        }

        if (_mark is { } mark)
        {
            return !hasAddress && _port is null && _protocol is null
                ? IpvsServiceId.ForFirewallMark(mark, _family ?? AddressFamily.IPv4)
                : throw ConfigurationRules.Error(
                    "a service of a firewallMark has no virtualAddress, virtualPort or protocol: leave them out.",
                    position
                );
        }

        return _family is null || _family == _address.Family
            ? IpvsServiceId.ForAddress(_address, (ushort)(_port ?? 0), _protocol ?? IpvsProtocol.Tcp)
            : throw ConfigurationRules.Error($"{_address} is not {_family}: the addressFamily of an address need not be given.", position);
    }
}
