using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Health;

/// <summary>
/// Puts virtual addresses on a link while a service of theirs has quorum or a sorry server, and announces them; takes them off
/// when none has. A director that has lost its servers leaves the address to another so.
/// </summary>
internal sealed class AddressKeeper(NetNamespaceHandle netns, Action<HealthEvent> tell, CancellationToken stop) : IDisposable
{
    private readonly Dictionary<(string Link, IPAddress Address), bool> _kept = [];
    private readonly HashSet<string> _troubles = [];
    private LinkClient? _links;

    /// <summary>Compares what is wanted with what was done, and does the difference.</summary>
    public void Keep(IEnumerable<MonitoredPool> pools)
    {
        IEnumerable<IGrouping<(string, IPAddress), MonitoredPool>> addresses = pools
            .Where(pool => pool.Policy.AnnounceLink is not null && !pool.Id.IsFirewallMark)
            .GroupBy(pool => (pool.Policy.AnnounceLink!, pool.Id.Address.ToIPAddress()));
        foreach (IGrouping<(string Link, IPAddress Address), MonitoredPool> address in addresses)
        {
            bool isWanted = address.Any(pool => pool.HasQuorum || pool.IsSorryServerOn);
            if (!_kept.TryGetValue(address.Key, out bool isThere) || isThere != isWanted)
            {
                Change(address.Key.Link, address.Key.Address, isWanted, address.First().Id);
            }
        }
    }

    public void Dispose() => _links?.Dispose();

    private void Change(string name, IPAddress address, bool isWanted, IpvsServiceId service)
    {
        try
        {
            if (_links is null or { IsFaulted: true })
            {
                _links?.Dispose();
                _links = LinkClient.Open(netns, stop);
            }

            NetLink link = _links.GetLink(name);
            bool isThere = _links.ListAddresses(link).Exists(one => one.Address.Equals(address));
            if (isThere != isWanted)
            {
                Move(link, address, isWanted);
                tell(
                    new HealthEvent(isWanted ? HealthEventKind.AddressTaken : HealthEventKind.AddressReleased, DateTimeOffset.UtcNow)
                    {
                        Service = service,
                        Reason = $"{address} on {name}",
                    }
                );
            }

            _kept[(name, address)] = isWanted;
            _troubles.Remove(name);
        }
        catch (Exception e) when (e is NetlinkException or NetNamespaceException)
        {
            if (_troubles.Add(name))
            {
                tell(new HealthEvent(HealthEventKind.ChangeRefused, DateTimeOffset.UtcNow) { Service = service, Reason = e.Message });
            }
        }
    }

    private void Move(NetLink link, IPAddress address, bool isWanted)
    {
        var entry = NetLinkAddress.Virtual(link, address);
        List<(int Index, NetlinkException Refusal)> refusals = isWanted ? _links!.AddAddresses([entry]) : _links!.RemoveAddresses([entry]);
        if (refusals.Count > 0)
        {
            throw refusals[0].Refusal;
        }

        if (isWanted && AnnouncementClient.CanAnnounceBy(link))
        {
            using AnnouncementClient announcement = AnnouncementClient.Open(netns);
            announcement.Announce(link, address);
        }
    }
}
