using IpvsPS.Firewall;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Benchmarks;

/// <summary>
/// The least that a first sync can be: the services, real servers and addresses of a cluster by messages that were made before, and the
/// packet filter's table by a text that was made before.
/// </summary>
internal sealed class RawCluster
{
    private readonly RawLoop _table;
    private readonly RawLoop _route;
    private readonly List<byte[]> _rules;
    private readonly List<byte[]> _additions;
    private readonly FirewallProgram _filter;
    private readonly string _filterText;

    public RawCluster(BenchmarkNamespace netns, ClusterState cluster)
    {
        netns.Native($"ip -n $netns link add {ServiceProxyOptions.LinkName} type dummy");
        using LinkClient links = LinkClient.Open(netns.Handle, CancellationToken.None);
        NetLink link = links.GetLink(ServiceProxyOptions.LinkName);
        var addresses = new NetlinkWriter(1 << 20);
        foreach (VirtualService service in cluster.Tracker.State.Services)
        {
            AddressMessages.Add(addresses, NetLinkAddress.Virtual(link, service.Id.Address.ToIPAddress()));
        }

        _rules = TableContenders.Prebuild(netns, cluster.Tracker.State.Services.Select(service => service.ToEntry()));
        _additions = RawLoop.Datagrams(addresses);
        _table = netns.Keep(new RawLoop(netns, NetlinkProtocol.Generic));
        _route = netns.Keep(new RawLoop(netns, NetlinkProtocol.Route));
        _filter = new FirewallProgram(netns.Handle);
        _filterText =
            cluster.Tracker.Node.Options.Masquerade == MasqueradeMode.None
                ? string.Empty
                : FirewallText.Replace(new FirewallLayout(false, false, false), cluster.Tracker.State.Elements);
    }

    /// <summary>Does it, and says how long it took.</summary>
    public TimeSpan Time() =>
        BenchmarkSession.Time(() =>
        {
            if (_filterText.Length > 0)
            {
                _filter.Run(_filterText, CancellationToken.None);
            }

            _table.Apply(_rules);
            _route.Apply(_additions);
        });
}
