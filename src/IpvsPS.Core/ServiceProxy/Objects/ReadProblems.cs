namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Collects what is wrong with the objects that are read.</summary>
internal sealed class ReadProblems
{
    public List<ServiceProxyEvent> Events { get; } = [];

    /// <summary>The object that is being read, such as <c>Service shop/web</c>.</summary>
    public string Object { get; set; } = string.Empty;

    public void Add(ServiceProxyEventCode code, string field, string? value) =>
        Events.Add(new ServiceProxyEvent(code, Object, field, ServiceProxyEvent.Show(value)));

    /// <summary>Reads the address of an entry; one that is none is told and left out.</summary>
    public bool TryReadAddress(string text, string field, out InetAddress address)
    {
        if (InetAddress.TryParse(text, out address))
        {
            return true;
        }

        Add(ServiceProxyEventCode.EntryInvalid, field, text);
        return false;
    }

    /// <summary>Reads the range of an entry; one that is none is told and left out.</summary>
    public bool TryReadRange(string text, string field, out AddressRange range)
    {
        if (AddressRange.TryParse(text, out range))
        {
            return true;
        }

        Add(ServiceProxyEventCode.EntryInvalid, field, text);
        return false;
    }

    /// <summary>Reads a protocol; an absent one is TCP, and one that IPVS does not balance is told and left out.</summary>
    public bool TryReadProtocol(string? text, string field, out IpvsProtocol protocol)
    {
        (protocol, bool isKnown) = text switch
        {
            null or "" or "TCP" => (IpvsProtocol.Tcp, true),
            "UDP" => (IpvsProtocol.Udp, true),
            "SCTP" => (IpvsProtocol.Sctp, true),
            _ => (default, false),
        };
        if (!isKnown)
        {
            Add(ServiceProxyEventCode.EntryInvalid, field, text);
        }

        return isKnown;
    }
}
