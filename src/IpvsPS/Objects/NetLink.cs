using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A network link (interface) as the cmdlets write it, as <c>ip link</c> lists it.</summary>
public sealed class NetLink
{
    private readonly IpvsPS.NetLink _link;

    /// <summary>Makes a link without a name, to be filled in.</summary>
    public NetLink()
        : this(new IpvsPS.NetLink()) { }

    internal NetLink(IpvsPS.NetLink link) => _link = link;

    /// <summary>The name: up to 15 bytes, unique in its namespace.</summary>
    public string Name
    {
        get => _link.Name;
        set => _link.Name = value;
    }

    /// <summary>The name again, by the word that addresses, routes and parameters have for it.</summary>
    public string Link
    {
        get => Name;
        set => Name = value;
    }

    /// <summary>Its alternative names with commas between them; empty where it has none.</summary>
    public string AlternativeNames
    {
        get => string.Join(',', _link.AlternativeNames);
        set => _link.AlternativeNames = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The index, 1 or more, by which the kernel knows the link in its namespace.</summary>
    public int Index
    {
        get => _link.Index;
        set => _link.Index = value;
    }

    /// <summary>The kind (<c>dummy</c>, <c>veth</c>, <c>bridge</c>, …), or null for hardware and lo.</summary>
    public string? Kind
    {
        get => _link.Kind;
        set => _link.Kind = value;
    }

    /// <summary>Whether it is set up.</summary>
    public NetLinkState State
    {
        get => _link.State;
        set => _link.State = value;
    }

    /// <summary>What its driver says of it.</summary>
    public NetLinkOperationalState OperationalState
    {
        get => _link.OperationalState;
        set => _link.OperationalState = value;
    }

    /// <summary>The longest packet in bytes.</summary>
    public int Mtu
    {
        get => _link.Mtu;
        set => _link.Mtu = value;
    }

    /// <summary>The hardware address as <c>ip</c> shows it (<c>1a:86:88:d9:01:f4</c>), or null where it has none.</summary>
    public string? MacAddress
    {
        get => _link.MacAddress;
        set => _link.MacAddress = value;
    }

    /// <summary>This end's address, where the link is a tunnel with a fixed one; else null.</summary>
    public string? LocalAddress
    {
        get => AddressText.Of(_link.LocalAddress);
        set => _link.LocalAddress = AddressText.Read(value);
    }

    /// <summary>The other end's address, where the link is a tunnel with a fixed one; else null.</summary>
    public string? RemoteAddress
    {
        get => AddressText.Of(_link.RemoteAddress);
        set => _link.RemoteAddress = AddressText.Read(value);
    }

    /// <summary>The name of the bridge or bond it belongs to, or null.</summary>
    public string? Master
    {
        get => _link.Master;
        set => _link.Master = value;
    }

    /// <summary>Its addresses with their prefix lengths, IPv4 first, with commas between them; null unless they were asked for.</summary>
    public string? Addresses { get; set; }

    /// <summary>Bytes received since it was made; null, as the other counts, unless they were asked for.</summary>
    public ulong? ReceivedBytes { get; set; }

    /// <summary>Packets received.</summary>
    public ulong? ReceivedPackets { get; set; }

    /// <summary>Packets received with an error.</summary>
    public ulong? ReceiveErrors { get; set; }

    /// <summary>Packets received and dropped for lack of room or of somebody to take them.</summary>
    public ulong? ReceiveDropped { get; set; }

    /// <summary>Bytes sent.</summary>
    public ulong? SentBytes { get; set; }

    /// <summary>Packets sent.</summary>
    public ulong? SentPackets { get; set; }

    /// <summary>Packets that could not be sent for an error.</summary>
    public ulong? SendErrors { get; set; }

    /// <summary>Packets dropped instead of being sent.</summary>
    public ulong? SendDropped { get; set; }

    /// <summary>Free text about it, up to 255 bytes, as <c>ip link</c> shows behind <c>alias</c>; null where there is none.</summary>
    public string? Alias
    {
        get => _link.Alias;
        set => _link.Alias = value;
    }

    /// <summary>The network namespace it is in: its name, else its path, and empty for the namespace PowerShell was started in.</summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(_link.NetNamespace);
        set => _link.NetNamespace = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The network namespace with its identity; null where the link was not read from the kernel.</summary>
    internal IpvsPS.NetNamespace? Place => _link.NetNamespace;

    /// <summary>Takes the counts of a link that was listed with them.</summary>
    internal NetLink WithCounters()
    {
        if (_link.Counters is { } counters)
        {
            (ReceivedBytes, ReceivedPackets) = (counters.ReceivedBytes, counters.ReceivedPackets);
            (ReceiveErrors, ReceiveDropped) = (counters.ReceiveErrors, counters.ReceiveDropped);
            (SentBytes, SentPackets) = (counters.SentBytes, counters.SentPackets);
            (SendErrors, SendDropped) = (counters.SendErrors, counters.SendDropped);
        }

        return this;
    }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
