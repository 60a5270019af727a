using System.Text.RegularExpressions;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Every case that was recorded with the real kube-proxy gives the same table, addresses, sets and health checks.</summary>
public sealed partial class RecordedCaseTests
{
    private static readonly Dictionary<string, Lazy<ServiceTracker>> Nodes = new()
    {
        ["R1"] = new(() => RecordedState.Load(RecordedState.Folder("cases", "R1"), "node1")),
        ["R2"] = new(() => RecordedState.Load(RecordedState.Folder("cases", "R2"), "node2")),
    };

    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        from run in Nodes.Keys
        from line in RecordedState.Lines(RecordedState.Folder("cases", run), "cases.tsv")
        where line.Length > 0
        select new TheoryDataRow<string, string>(run, line.Split('\t')[0]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_the_recorded_lines(string run, string name)
    {
        string line = RecordedState
            .Lines(RecordedState.Folder("cases", run), "cases.tsv")
            .First(line => line.StartsWith(name + "\t", StringComparison.Ordinal));
        string[] columns = line.Split('\t');
        string[] recorded = columns.Length < 3 || columns[2].Length == 0 ? [] : columns[2].Split(" ; ");
        string[] parts = name.Split('/');
        DesiredState state = Nodes[run].Value.State;
        VirtualService[] made = state.Rules.TryGetValue(new ObjectName(parts[0], parts[1]), out ServiceRules? rules) ? rules.Services : [];
        Assert.Equal(
            recorded.Where(text => !IntendedDifferences.IsRefusedLine(text)).Order(StringComparer.Ordinal),
            RecordedState.Lines(made)
        );
    }

    [Theory]
    [InlineData("R1")]
    [InlineData("R2")]
    public void All_cases_together_give_the_recorded_table(string run)
    {
        string[] recorded = RecordedState.Lines(RecordedState.Folder("cases", run), "ipvsadm-Sn.txt");
        Assert.Equal(
            recorded.Where(line => line.Length > 0 && !IntendedDifferences.IsRefusedLine(line)).Order(StringComparer.Ordinal),
            RecordedState.Lines(Nodes[run].Value.State.Services)
        );
    }

    [Theory]
    [InlineData("R1")]
    [InlineData("R2")]
    public void The_addresses_are_those_of_kube_ipvs0(string run)
    {
        IEnumerable<string> recorded = RecordedState
            .Lines(RecordedState.Folder("cases", run), "kube-ipvs0.txt")
            .Where(line => line.Length > 0)
            .Where(line => !IntendedDifferences.RefusedAddresses.Contains(line.Split('/')[0]));
        IEnumerable<string> made = Nodes[run].Value.State.Addresses.Select(one => $"{one.Address}/{one.Address.BitCount}").Distinct();
        Assert.Equal(recorded.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("R1")]
    [InlineData("R2")]
    public void The_sets_hold_what_the_recorded_ones_hold(string run)
    {
        SortedSet<string> recorded = RecordedSets.Read(RecordedState.Lines(RecordedState.Folder("cases", run), "ipset-members.txt"));
        Assert.Equal(recorded, RecordedSets.Write(Nodes[run].Value.State.Elements));
    }

    [Theory]
    [InlineData("R1")]
    [InlineData("R2")]
    public void Health_checks_count_the_recorded_endpoints(string run)
    {
        string text = File.ReadAllText(Path.Combine(RecordedState.Folder("cases", run), "healthchecks.txt"));
        IEnumerable<string> recorded =
            from Match match in Answer().Matches(text)
            let family = match.Groups[1].Value.StartsWith('[') ? "IPv6" : "IPv4"
            select $"{match.Groups[2]} {family} {match.Groups[3]}/{match.Groups[4]} {match.Groups[5]}";
        IEnumerable<string> made = Nodes[run]
            .Value.State.HealthChecks.Select(check => $"{check.Port} {check.Family} {check.Service} {check.LocalEndpoints}");
        Assert.NotEmpty(recorded);
        Assert.Equal(recorded.Distinct().Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_kubectl_prints_gives_the_same_as_the_lists_of_the_API_server()
    {
        string folder = RecordedState.Folder("cases", "R1");
        var tracker = new ServiceTracker(
            RecordedState.Options("node1"),
            RecordedState.HostAddresses(Path.Combine(folder, "addresses.json"))
        );
        RecordedState.ReadList(folder, "nodes.json").ForEach(tracker.Put);
        RecordedState.ReadList(folder, "objects.json").ForEach(tracker.Put);
        tracker.Update();
        Assert.Equal(RecordedState.Lines(Nodes["R1"].Value.State.Services), RecordedState.Lines(tracker.State.Services));
    }

    [Theory]
    [InlineData("R1", "Service shop/lb-node")]
    [InlineData("R2", "Service shop/lb-node")]
    public void The_address_of_a_node_is_refused_by_name(string run, string service)
    {
        ServiceProxyEvent refused = Assert.Single(Nodes[run].Value.State.Events);
        Assert.Equal(
            new ServiceProxyEvent(ServiceProxyEventCode.AddressOfNode, service, "status.loadBalancer.ingress", "192.168.50.1"),
            refused
        );
    }

    [GeneratedRegex(
        """### GET http://(127\.0\.0\.1|\[::1\]):(\d+)/\nHTTP.*?"namespace": "([^"]+)",\s+"name": "([^"]+)"\s+\},"""
            + """\s+"localEndpoints": (\d+)""",
        RegexOptions.Singleline
    )]
    private static partial Regex Answer();
}
