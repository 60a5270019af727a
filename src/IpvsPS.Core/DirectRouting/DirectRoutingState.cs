using System.Globalization;
using System.Net;
using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.DirectRouting;

/// <summary>A link that was made for virtual addresses, and what was changed for it.</summary>
internal readonly record struct OwnLink(NetLink Link, FormerValues Former);

/// <summary>A network namespace as a real server sees it: its links, addresses and the sysctls of its links, read once.</summary>
internal sealed class DirectRoutingState
{
    private const string NoMacAddress = "00:00:00:00:00:00";

    private static readonly string[] KindsWithPorts = ["bridge", "bond", "team"];

    private readonly SysctlClient _sysctls;
    private readonly Dictionary<string, int> _values = [];
    private readonly ILookup<IPAddress, NetLinkAddress> _byAddress;
    private readonly Dictionary<int, NetLink> _byIndex;

    private DirectRoutingState(List<NetLink> links, List<NetLinkAddress> addresses, SysctlClient sysctls)
    {
        _sysctls = sysctls;
        Links = links;
        Addresses = addresses;
        _byAddress = addresses.ToLookup(address => address.Address);
        _byIndex = links.ToDictionary(link => link.Index);
        Own =
        [
            .. links
                .Select(link => (Link: link, Former: FormerValues.Parse(link.Alias)))
                .Where(one => one.Former is not null)
                .Select(one => new OwnLink(one.Link, one.Former!)),
        ];
    }

    public IReadOnlyList<NetLink> Links { get; }

    public IReadOnlyList<NetLinkAddress> Addresses { get; }

    /// <summary>The links that were made for virtual addresses.</summary>
    public IReadOnlyList<OwnLink> Own { get; }

    /// <summary>The links that ARP requests come in by and go out by.</summary>
    public IEnumerable<NetLink> ArpLinks => Links.Where(link => link.UsesArp && !IsPort(link) && !IsUnused(link));

    public static DirectRoutingState Read(LinkClient links, SysctlClient sysctls)
    {
        // Links second: an address whose link is not among them has gone with its link meanwhile.
        List<NetLinkAddress> addresses = links.ListAddresses();
        List<NetLink> listed = links.ListLinks();
        addresses.RemoveAll(address => !listed.Exists(link => link.Index == address.LinkIndex));
        return new DirectRoutingState(listed, addresses, sysctls);
    }

    public NetLink? FindLink(string name) => Links.FirstOrDefault(link => link.Name == name);

    /// <summary>The links that have an address, those first that answer for it.</summary>
    public IReadOnlyList<NetLink> LinksOf(IPAddress address) =>
        [.. _byAddress[address].Select(one => _byIndex[one.LinkIndex]).OrderByDescending(link => link.UsesArp)];

    /// <summary>The addresses of a link that somebody gave it; link-local ones come by themselves.</summary>
    public IEnumerable<NetLinkAddress> AddressesOf(NetLink link) =>
        Addresses.Where(address => address.LinkIndex == link.Index && !address.Address.IsIPv6LinkLocal);

    /// <summary>Whether a link takes packets out of such a tunnel, whatever the sender.</summary>
    public bool IsTunnelEnd(NetLink link, string[] kinds) =>
        link.State == NetLinkState.Up
        && kinds.Contains(link.Kind)
        && link.RemoteAddress is null
        && (link.LocalAddress is null || _byAddress.Contains(link.LocalAddress));

    /// <summary>What comes in by a port is the business of its bridge or bond.</summary>
    private bool IsPort(NetLink link) =>
        link.MasterIndex is { } master && _byIndex.TryGetValue(master, out NetLink? of) && KindsWithPorts.Contains(of.Kind);

    /// <summary>The links that tunnels' kernel modules put into every namespace, gretap0 for one, and that nobody has touched.</summary>
    private static bool IsUnused(NetLink link) => link is { State: NetLinkState.Down, MacAddress: NoMacAddress };

    /// <summary>The value in force of a link's sysctl.</summary>
    /// <exception cref="Netlink.NetlinkException">It cannot be read.</exception>
    public int InForce(string link, LinkSysctl sysctl) =>
        Math.Max(Read(LinkSysctl.AllLinks, sysctl), link == LinkSysctl.AllLinks ? 0 : Read(link, sysctl));

    /// <summary>The link's own value of a sysctl.</summary>
    /// <exception cref="Netlink.NetlinkException">It cannot be read.</exception>
    public int Read(string link, LinkSysctl sysctl)
    {
        string path = sysctl.PathOf(link);
        if (!_values.TryGetValue(path, out int value))
        {
            value = int.Parse(_sysctls.Read(path).Trim(), CultureInfo.InvariantCulture);
            _values.Add(path, value);
        }

        return value;
    }
}
