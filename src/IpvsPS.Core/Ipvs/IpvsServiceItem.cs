using System.Net;
using IpvsPS.Ipvs;

namespace IpvsPS;

/// <summary>A service, or what belongs to one: it carries the service's identity, an address with port and protocol or a firewall
/// mark.</summary>
public abstract class IpvsServiceItem
{
    /// <summary>What an item is about before anything is filled in.</summary>
    private protected static IpvsServiceId NoService => IpvsServiceReference.Default.Id;

    /// <summary>Only this module's items derive from it.</summary>
    private protected IpvsServiceItem() { }

    /// <summary>
    /// The address family of the service's clients; a real server's own is its address's. Null where it is not known: of
    /// some firewall marks, when they are read without privilege.
    /// </summary>
    public AddressFamily? AddressFamily
    {
        get => Identity.FamilyOrNull;
        set => Identity = Identity.With(value ?? IpvsServiceId.UnknownFamily);
    }

    /// <summary>The transport protocol; null for a firewall mark.</summary>
    public IpvsProtocol? Protocol
    {
        get => Identity.ProtocolOrNull;
        set => Identity = Identity.With(value);
    }

    /// <summary>The address that clients connect to; null for a firewall mark.</summary>
    public IPAddress? VirtualAddress
    {
        get => Identity.VirtualAddress;
        set => Identity = Identity.With(value);
    }

    /// <summary>
    /// The port that clients connect to, host order; 0 in a service for every port and in its template, null for a
    /// firewall mark.
    /// </summary>
    public int? VirtualPort
    {
        get => Identity.VirtualPort;
        set => Identity = Identity.WithPort(value);
    }

    /// <summary>
    /// The mark that the firewall puts on the service's packets, 1 and up; null where an address names the service, and in
    /// connections other than templates, which the kernel lists by their addresses.
    /// </summary>
    public uint? FirewallMark
    {
        get => Identity.FirewallMarkOrNull;
        set => Identity = Identity.WithFirewallMark(value);
    }

    /// <summary>The service's identity.</summary>
    private protected abstract IpvsServiceId Identity { get; set; }
}
