using IpvsPS.Firewall;
using Xunit;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>The text for nft: one transaction that makes the table, and changes of elements.</summary>
public sealed class FirewallTextTests
{
    private static readonly FirewallLayout Layout = new(IsAll: false, HasPods4: true, HasPods6: false);

    [Fact]
    public void The_table_is_made_anew_in_one_transaction()
    {
        string text = FirewallText.Replace(Layout, [Element(FirewallSet.Cluster, "10.96.0.10", 80)]);
        Assert.StartsWith("add table inet ipvsps\ndelete table inet ipvsps\ntable inet ipvsps {\n", text, StringComparison.Ordinal);
        Assert.EndsWith("}\nadd element inet ipvsps cluster4_tcp { 10.96.0.10 . 80 }\n", text, StringComparison.Ordinal);
        Assert.Contains("  set cluster6_sctp { type ipv6_addr . inet_service; }\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "  set allowed4_udp { type ipv4_addr . inet_service . ipv4_addr; flags interval; }\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("  map shortcut4_tcp { type ipv4_addr . inet_service : mark; }\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "    meta l4proto tcp ct original ip daddr . ct original proto-dst @cluster4_tcp ip saddr != @pods4 masquerade fully-random\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "    meta l4proto tcp ct original ip6 daddr . ct original proto-dst @cluster6_tcp ip6 saddr @address6 masquerade "
                + "fully-random\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Equal(text.Count(letter => letter == '{'), text.Count(letter => letter == '}'));
    }

    [Fact]
    public void Every_set_that_a_rule_names_is_made_and_every_set_is_used()
    {
        string text = FirewallText.Replace(Layout with { HasPods6 = true }, []);
        string[] made =
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith("  set ", StringComparison.Ordinal) || line.StartsWith("  map ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[3]),
        ];
        string[] used =
        [
            .. System.Text.RegularExpressions.Regex.Matches(text, @"@(\w+)").Select(match => match.Groups[1].Value).Distinct(),
        ];
        Assert.Equal(
            made.Where(name => !name.StartsWith("layout_", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            used.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Elements_change_one_by_one()
    {
        string text = FirewallText.Change(
            [
                Element(FirewallSet.Cluster, "fd00::1", 53, IpvsProtocol.Udp),
                Element(FirewallSet.ShortCircuit, "203.0.113.9", 80) with
                {
                    Mark = 0x1cb50002,
                },
            ],
            [
                Element(FirewallSet.ShortCircuit, "203.0.113.9", 80) with
                {
                    Mark = 0x1cb50001,
                },
                Allowed("198.51.100.0", 24),
                FirewallElement.ForAddress(Address("10.0.0.1")),
            ]
        );
        Assert.Equal(
            """
            delete element inet ipvsps allowed4_tcp { 203.0.113.9 . 80 . 198.51.100.0/24 }
            delete element inet ipvsps shortcut4_tcp { 203.0.113.9 . 80 }
            delete element inet ipvsps address4 { 10.0.0.1 }
            add element inet ipvsps cluster6_udp { fd00::1 . 53 }
            add element inet ipvsps shortcut4_tcp { 203.0.113.9 . 80 : 0x1cb50002 }

            """,
            text
        );
    }

    [Fact]
    public void Many_elements_are_in_lines_of_200()
    {
        string text = FirewallText.Change(
            Enumerable.Range(0, 450).Select(i => Element(FirewallSet.Cluster, $"10.96.{i / 250}.{i % 250 + 1}", 80)),
            []
        );
        Assert.Equal([200, 200, 50], text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',').Length));
    }

    [Fact]
    public void The_name_of_the_layout_tells_options_apart() =>
        Assert.Equal(
            3,
            new[] { Layout, Layout with { IsAll = true }, Layout with { HasPods6 = true }, Layout }
                .Select(FirewallText.LayoutName)
                .Distinct()
                .Count()
        );

    private static FirewallElement Element(FirewallSet set, string address, ushort port, IpvsProtocol protocol = IpvsProtocol.Tcp) =>
        new(set, protocol, Address(address), port);

    private static FirewallElement Allowed(string source, byte length) =>
        Element(FirewallSet.Allowed, "203.0.113.9", 80) with
        {
            Source = Address(source),
            Length = length,
        };

    private static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);
}
