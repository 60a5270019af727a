using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using IpvsPS.Firewall;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;

namespace IpvsPS.Fuzz;

/// <summary>
/// Targets of what a cluster's objects and others' packet filters say. Whoever may write them must not write a command for nft, take an
/// address of a node, or reach a table of somebody else.
/// </summary>
internal static partial class ClusterReaders
{
    /// <summary>A name that no input has by accident: this Node stays as it is.</summary>
    private const string OtherNode = "the-node-that-the-fuzzer-keeps";

    private static readonly string[] NodeAddresses = ["192.168.50.1", "2001:db8:50::1", "192.168.50.2", "2001:db8:50::2"];

    private static readonly byte[] Node = Encoding.UTF8.GetBytes(
        $$$"""
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{OtherNode}}}"},"status":{"addresses":[
        {"type":"InternalIP","address":"192.168.50.2"},{"type":"InternalIP","address":"2001:db8:50::2"}]}}
        """
    );

    private static readonly FirewallLayout Layout = new(IsAll: false, HasPods4: true, HasPods6: true);

    private static readonly string EmptyTable = FirewallText.Replace(Layout, []);

    /// <summary>The names of the table's sets, by what it says itself.</summary>
    private static readonly HashSet<string> Sets = [.. SetName().Matches(EmptyTable).Select(match => match.Groups[1].Value)];

    public static void Objects(byte[] json)
    {
        var input = new ServiceProxyInput();
        input.Read(Node);
        input.Read(json);
        var cluster = new ClusterState(
            input,
            new ServiceProxyOptions("node1"),
            [new("eth0", Parse(NodeAddresses[0])), new("eth0", Parse(NodeAddresses[1]))]
        );
        ServiceTracker tracker = cluster.Tracker;
        WantedAddresses wanted = AddressPlanner.Plan(tracker.State.Addresses, tracker.ServiceRanges, tracker.Node);
        CheckAddresses(wanted);
        List<FirewallElement> elements =
        [
            .. tracker.State.Elements,
            .. tracker.Node.KeptRanges.Select(range => FirewallElement.ForRange(FirewallSet.Pods, range.Network, range.Length)),
            .. wanted.OpenRanges.Select(range => FirewallElement.ForRange(FirewallSet.Range, range.Network, range.Length)),
        ];
        CheckElements(FirewallText.Change(elements, []), "add");
        CheckElements(FirewallText.Change([], elements), "delete");
        string whole = FirewallText.Replace(Layout, elements);
        Expect(whole.StartsWith(EmptyTable, StringComparison.Ordinal), "a table of other chains");
        foreach (VirtualService service in tracker.State.Services)
        {
            Expect(Scheduler().IsMatch(service.Scheduler), $"the scheduler '{service.Scheduler}'");
            Expect(
                service.Id.IsFirewallMark
                    || service.Kind == VirtualServiceKind.NodePort
                    || !NodeAddresses.Contains($"{service.Id.Address}"),
                "a virtual service at the address of a node"
            );
        }

        Expect(cluster.Events.Concat(wanted.Events).All(IsShowable), "an event that moves the cursor");
        _ = cluster.ToConfiguration();
    }

    /// <summary>What nft lists of others is turned into commands that remove kube-proxy's chains.</summary>
    public static void Ruleset(byte[] json)
    {
        string text = Encoding.UTF8.GetString(json);
        _ = FirewallListing.Read(text);
        KubeProxyRules rules = FirewallRuleset.OfKubeProxy(text);
        foreach (string line in rules.Commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Expect(Removal().IsMatch(line), $"the command '{line}'");
        }
    }

    private static void CheckAddresses(WantedAddresses wanted)
    {
        foreach (string node in NodeAddresses)
        {
            InetAddress address = Parse(node);
            Expect(!wanted.Addresses.Contains(address), "the address of a node on the link");
            Expect(wanted.Routes.All(route => !route.Range.Contains(address)), "a route that takes the address of a node");
        }

        Expect(wanted.Addresses.All(VirtualAddressRules.IsUnicast), "an address that nobody can have on the link");
    }

    /// <summary>Each line is one command about elements of one of the table's own sets, and all between its braces is numbers.</summary>
    private static void CheckElements(string text, string verb)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', 7);
            Expect(
                parts is [var said, "element", "inet", "ipvsps", var set, "{", var rest]
                    && said == verb
                    && Sets.Contains(set)
                    && rest.EndsWith(" }", StringComparison.Ordinal)
                    && rest[..^2].Split(", ").All(element => element.Split([" . ", " : "], StringSplitOptions.None).All(IsNumber)),
                $"the command '{line}'"
            );
        }
    }

    private static bool IsNumber(string word) =>
        Mark().IsMatch(word)
        || (ushort.TryParse(word, out ushort port) && $"{port}" == word)
        || (
            word.Split('/') is { Length: 1 or 2 } range
            && IPAddress.TryParse(range[0], out IPAddress? address)
            && ZoneOf(address) == 0
            && (range.Length == 1 || byte.TryParse(range[1], out _))
        );

    /// <summary>The zone of an IPv6 address, which nft would take for a link.</summary>
    private static long ZoneOf(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    private static bool IsShowable(ServiceProxyEvent told) => !$"{told.Object}{told.Field}{told.Value}".Any(char.IsControl);

    private static InetAddress Parse(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FuzzFindingException(otherwise);
        }
    }

    [GeneratedRegex(@"(?m)^  (?:set|map) (\w+) \{")]
    private static partial Regex SetName();

    [GeneratedRegex("^[a-z]{2,5}$")]
    private static partial Regex Scheduler();

    [GeneratedRegex("^0x[0-9a-f]{8}$")]
    private static partial Regex Mark();

    [GeneratedRegex(
        @"^(delete rule ip6? (nat|filter|mangle|raw|security) [a-zA-Z0-9_./-]+ handle \d+"
            + @"|(flush|delete) chain ip6? (nat|filter|mangle|raw|security) KUBE-[A-Z-]+|delete table ip6? kube-proxy)$"
    )]
    private static partial Regex Removal();
}
