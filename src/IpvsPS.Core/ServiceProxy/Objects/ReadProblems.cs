namespace IpvsPS.ServiceProxy.Objects;

/// <summary>Collects what is wrong with the objects that are read.</summary>
internal sealed class ReadProblems
{
    private string _kind = string.Empty;
    private ObjectName? _name;

    public List<ServiceProxyEvent> Events { get; } = [];

    /// <summary>From here on, what is wrong is wrong with this object.</summary>
    /// <param name="kind">Its kind; empty where it is not known.</param>
    /// <param name="name">Its name, or null.</param>
    public void Begin(string kind, ObjectName? name) => (_kind, _name) = (kind, name);

    /// <summary>Tells what is wrong.</summary>
    /// <param name="code">What it is.</param>
    /// <param name="field">The field; empty for the object as a whole.</param>
    /// <param name="value">Its value.</param>
    /// <param name="takes">What it takes instead; empty where the code says it.</param>
    public void Add(ServiceProxyEventCode code, string field, string? value, string takes)
    {
        string kind = _kind.Length == 0 ? string.Empty : ServiceProxyEvent.Show(_kind);
        string item = _name is { } name ? $"{kind} {name}" : kind;
        Events.Add(new ServiceProxyEvent(code, item, field, ServiceProxyEvent.Show(value)) { Takes = takes });
    }

    /// <summary>Reads the address of an entry; one that is none is told and left out.</summary>
    public bool TryReadAddress(string text, FieldPlace place, out InetAddress address)
    {
        if (InetAddress.TryParse(text, out address))
        {
            return true;
        }

        Add(ServiceProxyEventCode.EntryInvalid, place.ToString(), text, FieldForm.Address);
        return false;
    }

    /// <summary>Reads the range of an entry; one that is none is told and left out.</summary>
    public bool TryReadRange(string text, FieldPlace place, out AddressRange range)
    {
        if (AddressRange.TryParse(text, out range))
        {
            return true;
        }

        Add(ServiceProxyEventCode.EntryInvalid, place.ToString(), text, FieldForm.Range);
        return false;
    }

    /// <summary>Reads a protocol; an absent one is TCP, and one that IPVS does not balance is told and left out.</summary>
    public bool TryReadProtocol(string? text, FieldPlace place, out IpvsProtocol protocol)
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
            Add(ServiceProxyEventCode.EntryInvalid, place.ToString(), text, FieldForm.Protocol);
        }

        return isKnown;
    }
}
