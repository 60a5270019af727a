using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.DirectRouting;

/// <summary>
/// Sets up, looks at and takes back what a network namespace needs to be a real server of the direct-routing or the tunnel
/// method: the virtual addresses on a link that answers for them to nobody, the ARP settings, the end of the tunnel.
/// </summary>
public sealed partial class DirectRoutingClient : IDisposable
{
    private readonly LinkClient _links;
    private readonly SysctlClient _sysctls;

    private readonly NetNamespaceHandle _netns;
    private readonly CancellationToken _cancellation;

    private DirectRoutingClient(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        _netns = netns;
        _cancellation = cancellation;
        _links = LinkClient.Open(netns, cancellation);
        _sysctls = SysctlClient.Open(netns, cancellation);
    }

    /// <summary>Where this client works, to end a sentence with; nothing for the home namespace.</summary>
    public string Place => _links.Place;

    /// <summary>Opens a client.</summary>
    /// <param name="netns">The namespace; the client has a handle of its own.</param>
    /// <param name="cancellation">Ends the waiting for the kernel.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static DirectRoutingClient Open(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        NetNamespaceHandle own = netns.Duplicate();
        try
        {
            return new DirectRoutingClient(own, cancellation);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>Closes what it has open.</summary>
    public void Dispose()
    {
        _links.Dispose();
        _sysctls.Dispose();
        _netns.Dispose();
    }

    /// <summary>
    /// The IPVS services of the namespace that have one of these addresses: where there is one, this is a director, and setting up a
    /// real server of the same address ends the director's ARP answers. None where the kernel has no IPVS, or does not show it to this
    /// user.
    /// </summary>
    /// <param name="addresses">The virtual addresses.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<IpvsService> ListServices(IReadOnlyCollection<IPAddress> addresses)
    {
        try
        {
            using IpvsClient services = IpvsClient.Open(_netns, _cancellation);
            return [.. services.ListServices().Where(service => service.VirtualAddress is { } address && addresses.Contains(address))];
        }
        catch (NetlinkException e) when (e.Error is Errno.EPROTONOSUPPORT or Errno.EPERM or Errno.EACCES)
        {
            return [];
        }
    }

    /// <summary>Whether an address can be a virtual one: that of one host, neither multicast nor loopback.</summary>
    /// <param name="address">The address.</param>
    public static bool IsVirtualAddress(IPAddress address) => InetAddress.FromIPAddress(address).IsHost && !IPAddress.IsLoopback(address);

    /// <summary>The links that were made for virtual addresses.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IEnumerable<string> ListLinks() => Read().Own.Select(own => own.Link.Name);

    /// <summary>
    /// The virtual addresses of the namespace: those of one host on dummy links, tunnels and lo, less those that every host has.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<IPAddress> ListVirtualAddresses()
    {
        DirectRoutingState state = Read();
        return
        [
            .. state
                .Links.Where(link =>
                    link.Name == "lo" || link.Kind == DirectRoutingKind.Dummy || DirectRoutingKind.TypeOf(link.Kind) is not null
                )
                .SelectMany(state.AddressesOf)
                .Where(one => one.PrefixLength == InetAddress.FromIPAddress(one.Address).BitCount && !IPAddress.IsLoopback(one.Address))
                .Select(one => one.Address)
                .Distinct(),
        ];
    }

    private DirectRoutingState Read() => DirectRoutingState.Read(_links, _sysctls);

    private static bool IsIPv4(IPAddress address) => DirectRoutingKind.IsIPv4(address);

    /// <exception cref="NetlinkException">ENODEV where there is no such link.</exception>
    private IEnumerable<string> ArpLinks(DirectRoutingState state, DirectRoutingRequest request)
    {
        foreach (string name in request.Interfaces ?? [])
        {
            yield return name == LinkSysctl.AllLinks ? name : _links.GetLink(name).Name;
        }

        foreach (NetLink link in request.Interfaces is null ? state.ArpLinks : [])
        {
            yield return link.Name;
        }
    }
}
