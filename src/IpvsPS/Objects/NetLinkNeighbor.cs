using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>A neighbour on a link as the cmdlets write it, as <c>ip neigh</c> lists it.</summary>
public sealed class NetLinkNeighbor
{
    private readonly IpvsPS.NetLinkNeighbor _neighbor;

    /// <summary>Makes a neighbour, to be filled in.</summary>
    public NetLinkNeighbor()
        : this(new IpvsPS.NetLinkNeighbor()) { }

    internal NetLinkNeighbor(IpvsPS.NetLinkNeighbor neighbor) => _neighbor = neighbor;

    /// <summary>The neighbour's IP address.</summary>
    public string IPAddress
    {
        get => _neighbor.Address.ToString();
        set => _neighbor.Address = AddressText.Read(value) ?? throw new FormatException("A neighbour's address is not empty.");
    }

    /// <summary>The name of the link that it is on.</summary>
    public string Link
    {
        get => _neighbor.LinkName;
        set => _neighbor.LinkName = value;
    }

    /// <summary>The index of that link in its namespace.</summary>
    public int LinkIndex
    {
        get => _neighbor.LinkIndex;
        set => _neighbor.LinkIndex = value;
    }

    /// <summary>Its hardware address as <c>ip</c> shows it (<c>1a:86:88:d9:01:f4</c>), or null where it is not known.</summary>
    public string? MacAddress
    {
        get => _neighbor.MacAddress;
        set => _neighbor.MacAddress = value;
    }

    /// <summary>How far it is known.</summary>
    public NetLinkNeighborState State
    {
        get => _neighbor.State;
        set => _neighbor.State = value;
    }

    /// <summary>Whether it is a router, as it says itself (IPv6 only).</summary>
    public bool IsRouter
    {
        get => _neighbor.IsRouter;
        set => _neighbor.IsRouter = value;
    }

    /// <summary>How often it has been asked since it last answered.</summary>
    public int ProbeCount
    {
        get => _neighbor.ProbeCount;
        set => _neighbor.ProbeCount = value;
    }

    /// <summary>How many seconds ago it was last confirmed: it answered, or a connection to it got on.</summary>
    public double Confirmed
    {
        get => _neighbor.Confirmed.TotalSeconds;
        set => _neighbor.Confirmed = TimeSpan.FromSeconds(value);
    }

    /// <summary>How many seconds ago it was last used.</summary>
    public double Used
    {
        get => _neighbor.Used.TotalSeconds;
        set => _neighbor.Used = TimeSpan.FromSeconds(value);
    }

    /// <summary>How many seconds ago its entry last changed.</summary>
    public double Updated
    {
        get => _neighbor.Updated.TotalSeconds;
        set => _neighbor.Updated = TimeSpan.FromSeconds(value);
    }

    /// <summary>The network namespace its link is in: its name, else its path, and empty for the namespace PowerShell was started
    /// in.</summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(_neighbor.NetNamespace);
        set => _neighbor.NetNamespace = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The neighbour as <c>ip neigh</c> begins its line.</summary>
    /// <returns><c>10.0.0.1 dev eth0 lladdr 1a:86:88:d9:01:f4</c></returns>
    public override string ToString() => _neighbor.ToString();
}
