using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>
/// A service, or what belongs to one, as the cmdlets write it: the identity of the service and where it is. It holds the
/// value of IpvsPS.Core and makes each text when it is read, so that tens of thousands of objects cost no texts that nobody
/// looks at.
/// </summary>
public abstract class ServicePart
{
    /// <summary>Only this module's objects derive from it.</summary>
    private protected ServicePart() { }

    /// <summary>
    /// The address family of the service's clients; a real server's own is its address's. Null where it is not known: of
    /// some firewall marks, when they are read without privilege.
    /// </summary>
    public AddressFamily? AddressFamily
    {
        get => Item.AddressFamily;
        set => Item.AddressFamily = value;
    }

    /// <summary>The transport protocol; null for a firewall mark.</summary>
    public IpvsProtocol? Protocol
    {
        get => Item.Protocol;
        set => Item.Protocol = value;
    }

    /// <summary>The address that clients connect to; null for a firewall mark.</summary>
    public string? VirtualAddress
    {
        get => AddressText.Of(Item.VirtualAddress);
        set => Item.VirtualAddress = AddressText.Read(value);
    }

    /// <summary>
    /// The port that clients connect to, 0 to 65535; 0 in a service for every port and in its template, null for a firewall
    /// mark.
    /// </summary>
    public int? VirtualPort
    {
        get => Item.VirtualPort;
        set => Item.VirtualPort = value;
    }

    /// <summary>
    /// The mark that the firewall puts on the service's packets, 1 and up; null where an address names the service, and in
    /// connections other than templates, which the kernel lists by their addresses.
    /// </summary>
    public uint? FirewallMark
    {
        get => Item.FirewallMark;
        set => Item.FirewallMark = value;
    }

    /// <summary>
    /// The network namespace it is in: its name, else its path, empty for the namespace PowerShell was started in, and null on
    /// an object that was not read from a kernel.
    /// </summary>
    public string? NetNamespace
    {
        get => NetNamespaceText.Of(Place);
        set => Place = value is null ? null : NetNamespaceText.Read(value);
    }

    /// <summary>The value of IpvsPS.Core.</summary>
    private protected abstract IpvsServiceItem Item { get; }

    /// <summary>The namespace of the value of IpvsPS.Core.</summary>
    private protected abstract IpvsPS.NetNamespace? Place { get; set; }
}
