using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using static System.Net.Sockets.AddressFamily;

namespace IpvsPS.Diagnosis;

/// <summary>Reads one network namespace: each listing once, and the ways to some destinations.</summary>
/// <param name="netns">The namespace.</param>
/// <param name="realServer">The real server that it is of; null for the director's.</param>
/// <param name="unread">Where what could not be read is noted.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class HostReader(NetNamespaceHandle netns, InetAddress? realServer, List<UnreadFact> unread, CancellationToken cancellation)
{
    private const string IpvsSettings = "net/ipv4/vs";

    private static readonly string[] HostSysctls =
    [
        "net/ipv4/ip_forward",
        "net/ipv6/conf/all/forwarding",
        "net/ipv4/neigh/default/gc_thresh3",
        "net/ipv6/neigh/default/gc_thresh3",
        "net/bridge/bridge-nf-call-iptables",
        "net/bridge/bridge-nf-call-ip6tables",
        "net/netfilter/nf_conntrack_count",
        "net/netfilter/nf_conntrack_max",
        "net/netfilter/nf_conntrack_tcp_loose",
    ];

    private static readonly string[] LinkSysctls = ["forwarding", "send_redirects", "accept_local", "proxy_arp", "arp_ignore"];

    private static readonly (string Path, IpvsProtocol Protocol)[] SocketFiles =
    [
        ("tcp", IpvsProtocol.Tcp),
        ("tcp6", IpvsProtocol.Tcp),
        ("udp", IpvsProtocol.Udp),
        ("udp6", IpvsProtocol.Udp),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="destinations">Where the ways are asked for.</param>
    /// <param name="withSettings">Whether the settings of IPVS are read too.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The kernel refused a listing.</exception>
    public HostFacts Read(IEnumerable<InetAddress> destinations, bool withSettings)
    {
        using LinkClient links = LinkClient.Open(netns, cancellation);
        List<NetLinkRoute> routes = links.ListRoutes(NetLinkRouteTable.All);
        List<NetLinkAddress> addresses = links.ListAddresses();
        List<NetLinkNeighbor> neighbors = links.ListNeighbors();
        List<NetLink> listed = links.ListLinks();
        Dictionary<InetAddress, Way> ways = FindWays(links, listed, destinations);
        HashSet<int> used =
        [
            .. ways.Values.Select(way => way.Route?.LinkIndex).OfType<int>(),
            .. routes.Where(route => route.Destination.PrefixLength == 0).Select(route => route.LinkIndex).OfType<int>(),
            .. addresses.Where(own => own.Address.AddressFamily == InterNetwork && own.PrefixLength < 32).Select(own => own.LinkIndex),
        ];
        string[] names = [.. listed.Where(link => used.Contains(link.Index)).Select(link => link.Name)];
        return new HostFacts
        {
            NetNamespace = netns.Namespace,
            Links = listed,
            Addresses = addresses,
            Routes = routes,
            Neighbors = neighbors,
            Ways = ways,
            Sysctls = Try(FactKind.Sysctls, () => ReadSysctls(names, withSettings)) ?? [],
            Listeners = Try(FactKind.Listeners, ReadListeners) ?? [],
            RawSockets = realServer is null ? Try(FactKind.RawSockets, ReadRawSockets) ?? RawSockets.None : RawSockets.None,
            Offloads = Try(FactKind.Offloads, () => LinkOffloadReader.Read(netns, names)) ?? [],
        };
    }

    private static Dictionary<InetAddress, Way> FindWays(LinkClient links, List<NetLink> listed, IEnumerable<InetAddress> destinations)
    {
        var names = listed.ToDictionary(link => link.Index, link => link.Name);
        var ways = new Dictionary<InetAddress, Way>();
        foreach (InetAddress destination in destinations.Distinct())
        {
            try
            {
                ways[destination] = new Way(links.FindRoute(new RouteQuery(destination.ToIPAddress()), names), Errno.None);
            }
            catch (NetlinkException e) when (e.Error is Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EACCES or Errno.EINVAL)
            {
                ways[destination] = new Way(null, e.Error);
            }
        }

        return ways;
    }

    private Dictionary<string, string> ReadSysctls(string[] links, bool withSettings)
    {
        using SysctlClient client = SysctlClient.Open(netns, cancellation);
        IEnumerable<string> paths = HostSysctls
            .Concat(links.Append("all").SelectMany(link => LinkSysctls.Select(name => $"net/ipv4/conf/{link}/{name}")))
            .Concat(withSettings ? client.ListNames(IpvsSettings).Select(name => $"{IpvsSettings}/{name}") : []);
        var values = new Dictionary<string, string>();
        foreach (string path in paths)
        {
            try
            {
                values[path] = client.Read(path);
            }
            catch (NetlinkException e) when (e.Error is Errno.ENOENT or Errno.EACCES or Errno.EPERM)
            {
                // A kernel without this part has no such sysctl, and some may be read by root alone.
            }
        }

        return values;
    }

    private List<Listener> ReadListeners()
    {
        var listeners = new List<Listener>();
        foreach ((string name, IpvsProtocol protocol) in SocketFiles)
        {
            ReadLines(
                name,
                line =>
                {
                    if (Listener.Parse(line, protocol) is { } listener)
                    {
                        listeners.Add(listener);
                    }
                }
            );
        }

        return listeners;
    }

    private RawSockets ReadRawSockets()
    {
        var arpLinks = new List<int>();
        bool hasVrrp = false;
        ReadLines("packet", line => arpLinks.AddRange(RawSockets.ParseArpLink(line) is { } link ? [link] : []));
        ReadLines("raw", line => hasVrrp |= RawSockets.IsVrrp(line));
        ReadLines("raw6", line => hasVrrp |= RawSockets.IsVrrp(line));
        return new RawSockets(arpLinks, hasVrrp);
    }

    /// <summary>The lines of a file of /proc/net; none where the kernel has no such file, as one without IPv6 has no tcp6.</summary>
    private void ReadLines(string name, Action<string> take)
    {
        string path = $"/proc/thread-self/net/{name}";
        ProcFile? file = ProcFile.TryOpen(netns, path, write: false, out Errno error);
        if (file is null)
        {
            ProcMount.ThrowIfHidden(path);
            _ = error == Errno.ENOENT ? 0 : throw new NetlinkException($"read {path}", error);
            return;
        }

        using var lines = new ProcLineReader(file, path, "list the sockets", cancellation);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            take(System.Text.Encoding.ASCII.GetString(line));
        }
    }

    private T? Try<T>(FactKind kind, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            unread.Add(new UnreadFact(kind, realServer, e));
            return null;
        }
    }
}
