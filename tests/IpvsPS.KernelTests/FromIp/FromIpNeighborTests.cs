using System.Management.Automation;
using System.Text.Json.Nodes;
using IpvsPS.KernelTests.Links;

namespace IpvsPS.KernelTests.FromIp;

/// <summary>The rows of docs/networking.md about neighbours, ways and announcements, on a cable between two namespaces.</summary>
public sealed class FromIpNeighborTests : LinkTestBed
{
    private const string Document = "docs/networking.md";

    public FromIpNeighborTests(LabSession lab)
        : base(lab)
    {
        LabSession.Native($"ip link add eth0 netns {Module} type veth peer name eth0 netns {Reference}");
        Ip(Reference, "link set eth0 up", "addr add 10.0.0.2/24 dev eth0");
        Ip(
            Module,
            "link set lo up",
            "link set eth0 up",
            "addr add 10.0.0.1/24 dev eth0",
            "addr add 2001:db8::1/64 dev eth0 nodad",
            "link add d1 type dummy",
            "link set d1 up",
            "addr add 10.9.0.1/24 dev d1",
            "route add 10.1.0.0/16 via 10.0.0.2",
            "route add 10.1.0.0/16 dev d1 table 7",
            "rule add fwmark 7 lookup 7",
            "route add 2001:db8:1::/48 via 2001:db8::2",
            "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent",
            "neigh add 10.0.0.8 lladdr 02:00:00:00:00:08 dev eth0 nud stale",
            "neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent router"
        );
    }

    [Fact]
    public void Neighbours_and_ways_are_those_of_ip()
    {
        foreach (DocumentRow row in DocumentRow.Read(Document, "Neighbours", "Ways"))
        {
            string json = LabSession.Native($"ip netns exec {Module} ip -j {row.Left["ip ".Length..]}");
            bool isRoute = row.Section == "Ways";
            string[] expected =
            [
                .. JsonNode.Parse(json)!.AsArray().Select(item => isRoute ? Route(item!) : Neighbor(item!)).Order(StringComparer.Ordinal),
            ];
            string[] actual =
            [
                .. Run(row.Right)
                    .ThrowOnError()
                    .Output.Select(item => isRoute ? Route(item) : Neighbor(item))
                    .Order(StringComparer.Ordinal),
            ];
            Assert.NotEmpty(actual);
            Assert.True(
                expected.SequenceEqual(actual, StringComparer.OrdinalIgnoreCase),
                $"{row.Left}\n{string.Join('\n', expected)}\nis not what {row.Right} says:\n{string.Join('\n', actual)}"
            );
        }
    }

    [Fact]
    public void Announcements_are_those_of_arping()
    {
        foreach (DocumentRow row in DocumentRow.Read(Document, "Announcements"))
        {
            string[] theirs = Capture(() => LabSession.Native($"ip netns exec {Module} {row.Left}"));
            string[] ours = Capture(() => Run(row.Right).ThrowOnError());
            Assert.Equal(theirs, ours);
        }
    }

    /// <summary>The two packets that the other end of the cable sees.</summary>
    private static string[] Capture(Action send)
    {
        using var capture = new PacketCapture(Reference, "eth0", 2, "-e", "arp[14:4] = arp[24:4]");
        send();

        // In the place of the hardware address that is asked for, which nobody reads, arping has the broadcast address and the
        // kernel zeros.
        return Array.ConvertAll(capture.Lines(), line => line.Replace(" (ff:ff:ff:ff:ff:ff)", string.Empty, StringComparison.Ordinal));
    }

    private static string Neighbor(JsonNode row) => $"{row["dst"]} {row["dev"] ?? "eth0"} {row["lladdr"]} {row["state"]![0]}";

    private static string Neighbor(PSObject row) => Text(row, "IPAddress", "Link", "MacAddress", "State");

    private static string Route(JsonNode row) =>
        $"{row["type"] ?? "unicast"} {row["gateway"]} {row["dev"]} {row["prefsrc"] ?? row["from"]}";

    private static string Route(PSObject row) => Text(row, "Type", "Gateway", "Link", "Source");

    private static string Text(PSObject row, params string[] properties) =>
        string.Join(' ', properties.Select(property => row.Properties[property].Value));
}
