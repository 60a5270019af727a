using System.Management.Automation;
using System.Net;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>Links, their addresses and their neighbours.</summary>
internal static class LinkSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "NetLink",
            Shown(
                new NetLink
                {
                    Index = 1,
                    Name = "lo",
                    State = NetLinkState.Up,
                    Mtu = 65536,
                    MacAddress = "00:00:00:00:00:00",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 1234,
                    Name = "fifteen-letters",
                    Kind = "dummy",
                    State = NetLinkState.Up,
                    Mtu = 1500,
                    MacAddress = "72:2b:6a:0c:11:f3",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 5,
                    Name = "veth0",
                    Kind = "veth",
                    State = NetLinkState.Down,
                    Mtu = 1500,
                    MacAddress = "72:2b:6a:0c:11:f4",
                    Master = "br-0123456789ab",
                    OperationalState = NetLinkOperationalState.LowerLayerDown,
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 6,
                    Name = "tunl0",
                    Kind = "ip6gretap",
                    State = NetLinkState.Up,
                    Mtu = 1480,
                    LocalAddress = LongAddress,
                    RemoteAddress = IPAddress.Parse(LongServer),
                    Alias = "to the second director",
                }
            ),
            Shown(
                new NetLink
                {
                    Index = 2,
                    Name = "eth0",
                    Kind = "veth",
                    State = NetLinkState.Up,
                    Mtu = 9000,
                    NetNamespace = Pod,
                    Counters = new NetLinkCounters
                    {
                        ReceivedBytes = 123456789012,
                        ReceivedPackets = 98765432,
                        SentBytes = 5,
                    },
                }
            )
        ),
        new(
            "NetLinkNeighbor",
            Shown(
                new NetLinkNeighbor
                {
                    Address = Parse("172.17.0.3"),
                    LinkName = "br0",
                    MacAddress = "02:00:00:00:00:0a",
                    State = NetLinkNeighborState.Reachable,
                    Confirmed = TimeSpan.FromSeconds(1.5),
                    Used = TimeSpan.FromSeconds(2),
                    Updated = TimeSpan.FromSeconds(90),
                }
            ),
            Shown(
                new NetLinkNeighbor
                {
                    Address = Parse("172.17.0.9"),
                    LinkName = "br0",
                    State = NetLinkNeighborState.Failed,
                    ProbeCount = 6,
                }
            ),
            Shown(
                new NetLinkNeighbor
                {
                    Address = LongAddress,
                    LinkName = "fifteen-letters",
                    MacAddress = "02:00:00:00:00:0b",
                    State = NetLinkNeighborState.Permanent,
                    IsRouter = true,
                    NetNamespace = Pod,
                }
            )
        ),
        new("NetLinkWithAddresses", [.. LinksWithAddresses()]),
        new(
            "NetLinkAddress",
            Shown(
                new NetLinkAddress
                {
                    LinkName = "lo",
                    Address = IPAddress.Loopback,
                    PrefixLength = 8,
                    Scope = NetLinkScope.Host,
                    Flags = NetLinkAddressFlags.Permanent,
                    Label = "lo",
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "dummy0",
                    Address = Parse("10.0.0.185"),
                    PrefixLength = 32,
                    Scope = NetLinkScope.Global,
                    Flags = NetLinkAddressFlags.Permanent,
                    Label = "dummy0:web",
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "fifteen-letters",
                    Address = LongAddress,
                    PrefixLength = 128,
                    Scope = NetLinkScope.Global,
                    Flags = NetLinkAddressFlags.NoDad | NetLinkAddressFlags.Permanent,
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "eth0",
                    Address = Parse("fe80::1"),
                    PrefixLength = 64,
                    Scope = NetLinkScope.Link,
                    Flags = NetLinkAddressFlags.Tentative | NetLinkAddressFlags.Optimistic,
                    ValidLifetime = TimeSpan.FromDays(1),
                    PreferredLifetime = TimeSpan.FromHours(4),
                }
            ),
            Shown(
                new NetLinkAddress
                {
                    LinkName = "p2p0",
                    Address = Parse("10.9.0.1"),
                    PrefixLength = 32,
                    PeerAddress = Parse("10.9.0.2"),
                    BroadcastAddress = Parse("10.9.0.255"),
                    NetNamespace = Blue,
                }
            )
        ),
    ];

    private static IEnumerable<PSObject> LinksWithAddresses()
    {
        Objects.NetLink[] links =
        [
            new()
            {
                Index = 1,
                Name = "lo",
                State = NetLinkState.Up,
                Addresses = "127.0.0.1/8",
            },
            new()
            {
                Index = 1234,
                Name = "fifteen-letters",
                Kind = "ip6gretap",
                AlternativeNames = "enp0s31f6,to-the-second-director",
                Addresses = $"10.0.0.185/32,{LongAddress}/128",
            },
            new()
            {
                Index = 9,
                Name = "dummy0",
                Kind = "dummy",
                NetNamespace = "pod",
                Addresses = string.Empty,
            },
        ];
        return links.Select(link => AsTyped(link, "IpvsPS.Objects.NetLink#WithAddresses"));
    }

    private static Objects.NetLink Shown(NetLink link) => new Objects.NetLink(link).WithCounters();

    private static Objects.NetLinkAddress Shown(NetLinkAddress address) => new(address);

    private static Objects.NetLinkNeighbor Shown(NetLinkNeighbor neighbor) => new(neighbor);
}
