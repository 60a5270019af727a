using IpvsPS.Configuration;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>What differs, by the options of a comparison.</summary>
public sealed class ConfigurationPlannerTests
{
    private const string Present = """
        -A -t 10.0.0.1:80 -s wlc
        -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 5
        -A -t 10.0.0.2:443 -s wlc
        -a -t 10.0.0.2:443 -r 10.1.0.9:443 -m -w 1
        -A -f 5 -s rr
        """;

    private const string Desired = """
        -A -t 10.0.0.1:80 -s rr
        -a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1
        -a -t 10.0.0.1:80 -r 10.1.0.3:80 -m -w 1
        -A -u 10.0.0.3:53 -s wlc
        -a -u 10.0.0.3:53 -r 10.1.0.1:53 -m -w 1
        """;

    [Fact]
    public void Everything_that_differs_is_a_change_in_the_order_of_its_making() =>
        Assert.Equal(
            [
                "Add Service UDP 10.0.0.3:53: wlc",
                "Add RealServer 10.1.0.1:53 in UDP 10.0.0.3:53: Masquerade, weight 1",
                "Add RealServer 10.1.0.3:80 in TCP 10.0.0.1:80: Masquerade, weight 1",
                "Set Service TCP 10.0.0.1:80: wlc → rr",
                "Set RealServer 10.1.0.2:80 in TCP 10.0.0.1:80: weight 5 → 1",
                "Remove RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: Masquerade, weight 1",
                "Unmanaged Service TCP 10.0.0.2:443: wlc",
                "Unmanaged Service FWM 5: rr",
            ],
            Compare(new PlanOptions(ConfigurationScope.All))
        );

    [Fact]
    public void Prune_removes_what_is_not_named()
    {
        string[] changes = Compare(new PlanOptions(ConfigurationScope.All, Prune: true));
        Assert.Contains("Remove Service TCP 10.0.0.2:443: with 1 real server", changes);
        Assert.Contains("Remove Service FWM 5: with 0 real servers", changes);
        Assert.DoesNotContain(changes, change => change.StartsWith("Unmanaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Quiesce_sets_weights_instead_and_has_nothing_more_to_do_then()
    {
        string[] changes = Compare(new PlanOptions(ConfigurationScope.All, Prune: true, Quiesce: true));
        Assert.Contains("Quiesce RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: weight 1 → 0", changes);
        Assert.Contains("Quiesce RealServer 10.1.0.9:443 in TCP 10.0.0.2:443: weight 1 → 0", changes);
        Assert.DoesNotContain(changes, change => change.StartsWith("Remove", StringComparison.Ordinal));

        string quiesced = Present
            .Replace("10.1.0.1:80 -m -w 1", "10.1.0.1:80 -m -w 0", StringComparison.Ordinal)
            .Replace("10.1.0.9:443 -m -w 1", "10.1.0.9:443 -m -w 0", StringComparison.Ordinal);
        Assert.DoesNotContain(
            Compare(new PlanOptions(ConfigurationScope.All, Prune: true, Quiesce: true), quiesced),
            change => change.StartsWith("Quiesce", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void KeepWeight_sees_no_weight() =>
        Assert.DoesNotContain(
            Compare(new PlanOptions(ConfigurationScope.All, KeepWeight: true)),
            change => change.Contains("weight 5", StringComparison.Ordinal)
        );

    [Fact]
    public void An_addition_leaves_what_is_too_much() =>
        Assert.DoesNotContain(
            Compare(new PlanOptions(ConfigurationScope.All, IsAddition: true)),
            change => change.StartsWith("Remove", StringComparison.Ordinal) || change.StartsWith("Unmanaged", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("10.0.0.1", "", "TCP 10.0.0.1:80")]
    [InlineData("10.0.0.0/31", "", "TCP 10.0.0.1:80")]
    [InlineData("*:443", "", "TCP 10.0.0.2:443")]
    [InlineData("10.0.0.0/8:1-100", "", "TCP 10.0.0.1:80|UDP 10.0.0.3:53")]
    [InlineData("*", "*:53", "TCP 10.0.0.1:80|TCP 10.0.0.2:443")]
    [InlineData("FWM *", "", "FWM 5")]
    [InlineData("FWM 6", "", "")]
    [InlineData("2001:db8::/32", "", "")]
    [InlineData("", "10.0.0.0/24", "FWM 5")]
    public void A_scope_bounds_everything(string include, string exclude, string services)
    {
        var scope = new ConfigurationScope(
            include.Split('|', StringSplitOptions.RemoveEmptyEntries),
            exclude.Split('|', StringSplitOptions.RemoveEmptyEntries)
        );
        ConfigurationPlan plan = ConfigurationPlanner.Compare(
            Read(Desired),
            new ConfigurationState(Read(Present)),
            new PlanOptions(scope, Prune: true)
        );
        Assert.Equal(
            services.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(),
            plan.Changes(null).Select(change => change.Service!).Distinct().Order()
        );
    }

    [Theory]
    [InlineData("10.0.0")]
    [InlineData("*:x")]
    [InlineData("10.0.0.0/33")]
    [InlineData("*:90-80")]
    [InlineData("FWM x")]
    public void What_is_no_scope_is_refused_by_name(string text) =>
        Assert.Contains(
            $"'{text}'",
            Assert.Throws<FormatException>(() => new ConfigurationScope([text], [])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_section_that_is_not_there_says_nothing()
    {
        ConfigurationTable present = Read(
            """
            { "version": 1, "timeouts": { "tcp": 60 }, "syncDaemons": [ { "state": "Master", "interface": "eth0" } ],
              "settings": { "drop_entry": 1 } }
            """
        );
        Assert.Empty(Changes(Read("""{ "version": 1 }"""), present));
        Assert.Equal(["Remove SyncDaemon Master: on eth0, sync id 0"], Changes(Read("""{ "version": 1, "syncDaemons": [] }"""), present));
        Assert.Equal(["Set Timeout timeouts: tcp 60 → tcp 61"], Changes(Read("""{ "version": 1, "timeouts": { "tcp": 61 } }"""), present));
        Assert.Equal(["Set Setting drop_entry: 1 → 2"], Changes(Read("""{ "version": 1, "settings": { "drop_entry": 2 } }"""), present));
        Assert.Equal(
            ["Remove SyncDaemon Master: on eth0, sync id 0", "Add SyncDaemon Master: on eth1, sync id 0"],
            Changes(Read("""{ "version": 1, "syncDaemons": [ { "state": "Master", "interface": "eth1" } ] }"""), present)
        );
    }

    [Fact]
    public void New_services_with_many_real_servers_are_published_last()
    {
        string many =
            "-A -t 10.0.0.1:80 -s mh\n" + string.Join('\n', Enumerable.Range(1, 17).Select(i => $"-a -t 10.0.0.1:80 -r 10.1.0.{i}:80 -m"));
        ConfigurationPlan plan = ConfigurationPlanner.Compare(
            Read(many),
            new ConfigurationState(new ConfigurationTable()),
            new PlanOptions(ConfigurationScope.All)
        );
        ApplyKind[] kinds = [.. new ApplySteps(plan).Select(step => step.Kind)];
        Assert.Equal((ApplyKind.AddUnpublishedService, ApplyKind.PublishService, 19), (kinds[0], kinds[^1], kinds.Length));

        // One that is there never passes through the scheduler none.
        plan = ConfigurationPlanner.Compare(
            Read(many),
            new ConfigurationState(Read("-A -t 10.0.0.1:80 -s rr")),
            new PlanOptions(ConfigurationScope.All)
        );
        Assert.DoesNotContain(new ApplySteps(plan), step => step.Kind is ApplyKind.AddUnpublishedService or ApplyKind.PublishService);
    }

    private static string[] Compare(PlanOptions options, string present = Present) =>
        [
            .. ConfigurationPlanner
                .Compare(Read(Desired), new ConfigurationState(Read(present)), options)
                .Changes(null)
                .Select(change => change.ToString()),
        ];

    private static IEnumerable<string> Changes(ConfigurationTable desired, ConfigurationTable present) =>
        ConfigurationPlanner
            .Compare(desired, new ConfigurationState(present), new PlanOptions(ConfigurationScope.All))
            .Changes(null)
            .Select(change => change.ToString());

    private static ConfigurationTable Read(string text) =>
        ConfigurationFile.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)));
}
