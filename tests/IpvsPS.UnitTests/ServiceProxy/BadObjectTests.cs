using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IpvsPS.Firewall;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.ServiceProxy.Sync;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Objects that are wrong: each is told by name, and the rest goes on. Nothing of them gets into the text for nft.</summary>
public sealed partial class BadObjectTests
{
    private const string Annotated = """
        {"kind":"Service","metadata":{"name":"all","namespace":"shop","annotations":{"kube-router.io/service.scheduler":"mh",
        "kube-router.io/service.schedflags":"flag-1,flag-2"}},"spec":{"type":"LoadBalancer","clusterIP":"10.96.9.9",
        "clusterIPs":["10.96.9.9","fd00:10:96::9"],"ipFamilies":["IPv4","IPv6"],"externalIPs":["198.51.100.9","2001:db8:100::9"],
        "externalTrafficPolicy":"Local","healthCheckNodePort":32009,"loadBalancerSourceRanges":["192.0.2.0/24","2001:db8:2::/64"],
        "ports":[{"name":"a","port":80,"nodePort":30009,"protocol":"TCP"},{"name":"b","port":81,"protocol":"SCTP"}]},
        "status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"},{"ip":"2001:db8:113::9"}]}}}
        """;

    private const string Cidrs = """{"kind":"ServiceCIDR","metadata":{"name":"c"},"spec":{"cidrs":["10.96.0.0/16","fd00:10:96::/112"]}}""";

    private const string Good = "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"]";

    [Theory]
    [InlineData(
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"}}""",
        "KindUnknown Deployment shop/web kind Deployment"
    )]
    [InlineData("""{"apiVersion":"v1","metadata":{"name":"web"}}""", "KindUnknown  default/web kind ")]
    [InlineData(
        """{"apiVersion":"v2","kind":"Service","metadata":{"name":"web","namespace":"shop"}}""",
        "VersionUnknown Service shop/web apiVersion v2"
    )]
    [InlineData(
        """{"apiVersion":"discovery.k8s.io/v1beta1","kind":"EndpointSlice","metadata":{"name":"web-1"}}""",
        "VersionUnknown EndpointSlice default/web-1 apiVersion discovery.k8s.io/v1beta1"
    )]
    [InlineData("""{"kind":"Service","metadata":{}}""", "FieldInvalid Service metadata.name null")]
    [InlineData("""{"kind":"Service","metadata":{"name":"a b"}}""", "FieldInvalid  metadata.name a b")]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web","namespace":"shop\u001b[2J"}}""",
        "FieldInvalid  metadata.namespace shop?[2J"
    )]
    [InlineData("""{"kind":"Service","metadata":{"name":"web"},"spec":[]}""", "FieldInvalid Service default/web spec []")]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":65536}]}}""",
        "FieldInvalid Service default/web spec.ports[0].port 65536"
    )]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":"80"}]}}""",
        "FieldInvalid Service default/web spec.ports[0].port \"80\""
    )]
    [InlineData(
        """{"kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":80,"protocol":"ICMP"}]}}""",
        "EntryInvalid Service default/web spec.ports[0].protocol ICMP"
    )]
    [InlineData(
        """{"kind":"EndpointSlice","metadata":{"name":"web-1"},"addressType":"IPv5"}""",
        "FieldInvalid EndpointSlice default/web-1 addressType IPv5"
    )]
    [InlineData(
        """{"kind":"Node","metadata":{"name":"n","labels":{"ipvsps.io/weight":"-1"}}}""",
        "EntryInvalid Node n metadata.labels['ipvsps.io/weight'] -1"
    )]
    [InlineData(
        """{"kind":"ServiceCIDR","metadata":{"name":"c"},"spec":{"cidrs":["10.96.0.0/33"]}}""",
        "EntryInvalid ServiceCIDR c spec.cidrs[0] 10.96.0.0/33"
    )]
    [InlineData("""{"kind":"Service\ud800","metadata":{"name":"web"}}""", "FieldInvalid   invalid text")]
    [InlineData("""{"kind":"\ud800List","items":[]}""", "FieldInvalid  kind invalid text")]
    [InlineData("""7""", "FieldInvalid   7")]
    public void What_is_wrong_with_an_object_is_told_and_the_next_one_is_read(string json, string told)
    {
        ProxyCase made = Of(json + "\n" + Service("web", Good));
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr"], made.Lines);
        Assert.Equal(told, Assert.Single(made.Events));
    }

    [Fact]
    public void What_is_no_JSON_is_told_once()
    {
        ProxyCase made = Of("""{"kind":"Service", oops""");
        Assert.StartsWith("JsonInvalid", Assert.Single(made.Events), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_address_in_a_slice_leaves_the_others()
    {
        ProxyCase made = Of(
            Service("web", Good)
                + Slice(
                    "web",
                    string.Join(
                        ',',
                        new[] { "10.200.2.1", "10.200.2.999", "fd00::1", "127.0.0.1", "224.1.1.1", "10.200.2.2; drop" }.Select(address =>
                            Endpoint(address)
                        )
                    )
                )
        );
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr", "-a -t 10.96.0.9:80 -r 10.200.2.1:8080 -m -w 5"], made.Lines);
        Assert.Equal(5, made.Events.Length);
        Assert.All(
            made.Events,
            text => Assert.StartsWith("EntryInvalid EndpointSlice shop/web-ipv4 endpoints[", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_source_range_that_cannot_be_read_does_not_open_the_service()
    {
        ProxyCase made = Of(
            Service(
                "web",
                Good + ",\"type\":\"LoadBalancer\",\"loadBalancerSourceRanges\":[\"nobody\"]",
                status: """{"loadBalancer":{"ingress":[{"ip":"203.0.113.9"}]}}"""
            )
        );
        Assert.Single(made.State.Elements, element => element.Set == FirewallSet.Guarded);
        Assert.Equal(
            "0.0.0.0/32",
            Assert.Single(
                made.State.Elements.Where(element => element.Set == FirewallSet.Allowed)
                    .Select(element => $"{element.Source}/{element.Length}")
            )
        );
    }

    [Fact]
    public void A_broken_version_of_a_known_object_leaves_what_it_was()
    {
        ProxyCase made = Of(Service("web", Good));
        made.Read("""{"kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"ports":"all"}}""");
        Assert.True(made.Tracker.Update().IsEmpty);
        Assert.Equal(["-A -t 10.96.0.9:80 -s rr"], made.Lines);
    }

    /// <summary>
    /// Every value of recorded objects, and of a service and a range with all that a user can write, is replaced by hostile ones, one at
    /// a time and several at once, from a fixed seed.
    /// </summary>
    [Fact]
    public void Nothing_of_the_objects_gets_into_the_text_for_nft_but_numbers_and_no_address_of_a_node_is_taken()
    {
        var random = new Random(14);
        string[] lists =
        [
            .. new[] { "list-services.json", "list-endpointslices.json", "nodes.json" }.Select(file =>
                File.ReadAllText(Path.Combine(RecordedState.Folder("cases", "R1"), file))
            ),
            $"[{Annotated},{Cidrs}]",
        ];
        InetAddress[] nodes = [.. new[] { "192.168.50.1", "192.168.50.2", "192.168.50.3" }.Select(RecordedState.Address)];
        for (int round = 0; round < 60; round++)
        {
            var tracker = new ServiceTracker(
                new ServiceProxyOptions("node1") { ClusterRanges = [RecordedState.Range("172.17.0.0/16")] },
                [new("eth0", nodes[0])]
            );
            var reader = new ObjectReader();
            foreach (string list in lists)
            {
                JsonNode root = JsonNode.Parse(list)!;
                Spoil(root, random, odds: round % 3 == 0 ? 4 : 60);
                reader.Read(Encoding.UTF8.GetBytes(root.ToJsonString())).ForEach(tracker.Put);
            }

            // Which addresses nodes have, the nodes say.
            reader.Read(Encoding.UTF8.GetBytes(lists[2])).ForEach(tracker.Put);
            tracker.Update();
            AssertOwnWords(FirewallText.Replace(new FirewallLayout(false, true, true), tracker.State.Elements));
            AssertOwnWords(FirewallText.Change([], tracker.State.Elements), "delete");
            WantedAddresses wanted = AddressPlanner.Plan(tracker.State.Addresses, tracker.ServiceRanges, tracker.Node);
            Assert.DoesNotContain(wanted.Addresses, address => nodes.Contains(address) || !VirtualAddressRules.IsUnicast(address));
            Assert.DoesNotContain(wanted.Routes, route => nodes.Any(route.Range.Contains));
            Assert.DoesNotContain(
                tracker.State.Services,
                service => service.Kind != VirtualServiceKind.NodePort && nodes.Contains(service.Id.Address)
            );
            Assert.All(tracker.State.Services, service => Assert.Matches("^[a-z]{2,5}$", service.Scheduler));
            Assert.All(
                reader.Events.Concat(tracker.State.Events).Concat(wanted.Events),
                one => Assert.DoesNotContain(one.Value + one.Field + one.Object, letter => char.IsControl(letter))
            );
            Assert.All(
                reader.Events.Where(one => one.Code is ServiceProxyEventCode.FieldInvalid or ServiceProxyEventCode.EntryInvalid),
                one => Assert.NotEmpty(one.Takes)
            );
        }
    }

    private static void AssertOwnWords(string text, string verb = "add")
    {
        foreach (string line in text.Split('\n').Where(line => line.StartsWith($"{verb} element", StringComparison.Ordinal)))
        {
            Assert.Matches(ElementLine(), line);
        }

        string fixedPart = text[..text.IndexOf($"{verb} element", StringComparison.Ordinal)];
        Assert.Equal(verb == "add" ? FirewallText.Replace(new FirewallLayout(false, true, true), []) : string.Empty, fixedPart);
    }

    private static void Spoil(JsonNode node, Random random, int odds)
    {
        string[] hostile =
        [
            "\"; flush ruleset",
            "} add table inet evil {",
            "0.0.0.0/0",
            "192.168.50.2",
            "::ffff:192.168.50.2",
            "$(id)",
            "a\nb",
            "\u001b]0;x\u0007",
            "10.96.0.10 . 80",
            "#",
            "65536",
            "",
            "-1",
            "fe80::1%eth0",
            "10.96.0.10/16",
            "999999999999999999999",
            "IPv6",
            "Local",
            "LoadBalancer",
            "192.168.50.1",
            "192.168.50.0/24",
            "rr; flush ruleset",
        ];
        switch (node)
        {
            case JsonObject item:
                foreach (string key in item.Select(pair => pair.Key).ToList())
                {
                    if (item[key] is JsonValue or null)
                    {
                        if (random.Next(odds) == 0 && key is not ("kind" or "apiVersion"))
                        {
                            item[key] = random.Next(5) == 0 ? random.Next(-70000, 70000) : hostile[random.Next(hostile.Length)];
                        }
                    }
                    else
                    {
                        Spoil(item[key]!, random, odds);
                    }
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue && random.Next(odds) == 0)
                    {
                        list[i] = hostile[random.Next(hostile.Length)];
                    }
                    else if (list[i] is { } inner)
                    {
                        Spoil(inner, random, odds);
                    }
                }

                break;
        }
    }

    [GeneratedRegex(@"^(add|delete) element inet ipvsps [a-z]+(_[a-z]+)*[46](_[a-z]+)* \{ [0-9a-fx:./, ]+ \}$")]
    private static partial Regex ElementLine();
}
