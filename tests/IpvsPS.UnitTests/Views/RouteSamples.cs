using System.Net;
using static IpvsPS.UnitTests.Views.SampleParts;

namespace IpvsPS.UnitTests.Views;

/// <summary>Routes of every kind.</summary>
internal static class RouteSamples
{
    public static IReadOnlyList<ViewSample> All { get; } =
    [
        new(
            "NetLinkRoute",
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("0.0.0.0/0"),
                    Gateway = Parse("192.168.1.1"),
                    LinkName = "eth0",
                    Metric = 100,
                    Protocol = NetLinkRouteProtocol.Dhcp,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.96.0.0/16"),
                    LinkName = "lo",
                    Type = NetLinkRouteType.Local,
                    Table = NetLinkRouteTable.Local,
                    Scope = NetLinkScope.Host,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("192.168.100.128/25"),
                    LinkName = "fifteen-letters",
                    Source = Parse("192.168.100.129"),
                    Table = new NetLinkRouteTable(1234567),
                    Metric = uint.MaxValue,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = new InetPrefix(LongAddress, 128),
                    Gateway = IPAddress.Parse(LongServer),
                    LinkName = "eth0",
                    Metric = 1024,
                }
            ),
            Shown(new NetLinkRoute { Destination = InetPrefix.Parse("203.0.113.0/24"), Type = NetLinkRouteType.Unreachable }),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.30.0.0/16"),
                    LinkName = "eth0",
                    Tos = 0x10,
                    Realm = 5,
                    Encapsulation = "mpls",
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.31.0.0/16"),
                    LinkName = "eth0",
                    Gateway = Parse("10.1.0.1"),
                    NextHopId = 7,
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("2001:db8:2::/48"),
                    SourcePrefix = InetPrefix.Parse("2001:db8:1::/48"),
                    LinkName = "eth0",
                    Metric = 1024,
                    Preference = NetLinkRoutePreference.High,
                    Lifetime = TimeSpan.FromMinutes(5),
                }
            ),
            Shown(
                new NetLinkRoute
                {
                    Destination = InetPrefix.Parse("10.20.0.0/16"),
                    NetNamespace = Pod,
                    NextHops =
                    [
                        new NetLinkNextHop
                        {
                            Gateway = Parse("10.1.0.1"),
                            LinkName = "eth0",
                            Weight = 1,
                        },
                        new NetLinkNextHop
                        {
                            Gateway = Parse("10.2.0.1"),
                            LinkName = "eth1",
                            Weight = 2,
                        },
                    ],
                }
            )
        ),
    ];

    private static Objects.NetLinkRoute Shown(NetLinkRoute route) => new(route);
}
