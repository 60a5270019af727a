using System.Net;
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

    private DirectRoutingClient(LinkClient links, SysctlClient sysctls)
    {
        _links = links;
        _sysctls = sysctls;
    }

    /// <summary>Where this client works, to end a sentence with; nothing for the home namespace.</summary>
    public string Place => _links.Place;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static DirectRoutingClient Open(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        LinkClient links = LinkClient.Open(netns, cancellation);
        return new DirectRoutingClient(links, SysctlClient.Open(netns, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _links.Dispose();
        _sysctls.Dispose();
    }

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
        return [.. state.Links
            .Where(link => link.Name == "lo" || link.Kind == DirectRoutingKind.Dummy || DirectRoutingKind.TypeOf(link.Kind) is not null)
            .SelectMany(state.AddressesOf)
            .Where(one => one.PrefixLength == InetAddress.FromIPAddress(one.Address).BitCount && !IPAddress.IsLoopback(one.Address))
            .Select(one => one.Address).Distinct()];
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
