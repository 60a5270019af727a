using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>An address of a network link as the cmdlets write it, as <c>ip addr</c> lists it.</summary>
public sealed class NetLinkAddress
{
    private readonly IpvsPS.NetLinkAddress _address;

    /// <summary>Makes an address, to be filled in.</summary>
    public NetLinkAddress()
        : this(new IpvsPS.NetLinkAddress()) { }

    internal NetLinkAddress(IpvsPS.NetLinkAddress address) => _address = address;

    /// <summary>The link's name.</summary>
    public string Link
    {
        get => _address.LinkName;
        set => _address.LinkName = value;
    }

    /// <summary>The link's index in its namespace.</summary>
    public int LinkIndex
    {
        get => _address.LinkIndex;
        set => _address.LinkIndex = value;
    }

    /// <summary>The address.</summary>
    public string IPAddress
    {
        get => _address.Address.ToString();
        set => _address.Address = AddressText.Read(value) ?? throw new FormatException("An address of a link is not empty.");
    }

    /// <summary>The length of its network's prefix in bits: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength
    {
        get => _address.PrefixLength;
        set => _address.PrefixLength = value;
    }

    /// <summary>The other end's address on a point-to-point link, to which the prefix then belongs; else null.</summary>
    public string? PeerAddress
    {
        get => AddressText.Of(_address.PeerAddress);
        set => _address.PeerAddress = AddressText.Read(value);
    }

    /// <summary>The broadcast address (IPv4), or null where none was given.</summary>
    public string? BroadcastAddress
    {
        get => AddressText.Of(_address.BroadcastAddress);
        set => _address.BroadcastAddress = AddressText.Read(value);
    }

    /// <summary>How far it is valid.</summary>
    public NetLinkScope Scope
    {
        get => _address.Scope;
        set => _address.Scope = value;
    }

    /// <summary>What the kernel says of it.</summary>
    public NetLinkAddressFlags Flags
    {
        get => _address.Flags;
        set => _address.Flags = value;
    }

    /// <summary>The label (IPv4): the link's name unless another was given; null for IPv6.</summary>
    public string? Label
    {
        get => _address.Label;
        set => _address.Label = value;
    }

    /// <summary>How much longer it lives, in seconds; null for ever.</summary>
    public double? ValidLifetime
    {
        get => _address.ValidLifetime?.TotalSeconds;
        set => _address.ValidLifetime = value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>How much longer new connections prefer it, in seconds; null for ever.</summary>
    public double? PreferredLifetime
    {
        get => _address.PreferredLifetime?.TotalSeconds;
        set => _address.PreferredLifetime = value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The network namespace its link is in: its name, else its path, and empty for the namespace PowerShell was started
    /// in.</summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(_address.NetNamespace);
        set => _address.NetNamespace = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The address and its prefix length.</summary>
    /// <returns><c>10.0.0.1/24</c></returns>
    public override string ToString() => _address.ToString();
}
