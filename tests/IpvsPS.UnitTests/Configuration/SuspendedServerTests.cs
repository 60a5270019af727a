using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Configuration;

/// <summary>Real servers that are suspended, in a file and in the kernel.</summary>
public sealed class SuspendedServerTests
{
    private static readonly IpvsService Web = new() { VirtualAddress = System.Net.IPAddress.Parse("10.0.0.1"), VirtualPort = 80 };

    [Fact]
    public void The_kernel_has_the_weight_0_and_a_configuration_the_full_one()
    {
        RealServer server = Server(5, isSuspended: true);
        Assert.Equal((5, 0), (server.Weight, server.KernelWeight));
        Assert.True(RealServer.HaveSameSettings(server, Server(0)));
        Assert.Equal(5, Server(5).KernelWeight);
    }

    [Theory]
    [InlineData(5, true, 5, true, "", false)]
    [InlineData(5, true, 5, false, "", true)]
    [InlineData(5, true, 9, false, "", true)]
    [InlineData(5, true, 0, false, "", false)]
    [InlineData(5, false, 5, true, "weight 5 → 0 (suspended, of 5)", false)]
    [InlineData(0, false, 5, false, "weight 0 → 5", false)]
    public void A_suspended_one_stays_so_whatever_the_file_says(
        int present,
        bool isSuspended,
        int desired,
        bool isDesiredSuspended,
        string change,
        bool isSaid
    )
    {
        ConfigurationPlan plan = Compare(Server(desired, isDesiredSuspended), new Kernel(Server(present, isSuspended)));
        Assert.Equal(
            change.Length > 0 ? [$"Set RealServer 10.1.0.1:80 in TCP 10.0.0.1:80: {change}"] : [],
            plan.Changes(null).Select(one => $"{one}")
        );
        Assert.Equal(isSaid ? 1 : 0, plan.StaySuspended.Count);
        Assert.Equal(
            change.Contains("suspended", StringComparison.Ordinal) ? [5] : [],
            plan.FindNewSuspensions().Select(row => row.FullWeight)
        );
    }

    [Fact]
    public void Its_other_settings_change_and_its_weight_does_not()
    {
        RealServer tightened = Server(9) with { UpperThreshold = 10 };
        ConfigurationPlan plan = Compare(tightened, new Kernel(Server(5, isSuspended: true)));
        RealServerChange change = Assert.Single(plan.ChangedServers);
        Assert.Equal((0, 10u), (change.Desired.KernelWeight, change.Desired.UpperThreshold));
    }

    [Fact]
    public void Two_files_differ_where_one_suspends_and_the_other_does_not()
    {
        Assert.Empty(Compare(Server(5, true), new ConfigurationState(Table(Server(5, true)))).Changes(null));
        Assert.Single(Compare(Server(5), new ConfigurationState(Table(Server(5, true)))).Changes(null));
        Assert.Single(Compare(Server(6, true), new ConfigurationState(Table(Server(5, true)))).Changes(null));
    }

    [Fact]
    public void A_new_service_suspends_what_the_file_suspends()
    {
        ConfigurationPlan plan = ConfigurationPlanner.Compare(
            Table(Server(5, true)),
            new ConfigurationState(new ConfigurationTable()),
            new PlanOptions(ConfigurationScope.All)
        );
        Assert.Equal(5, Assert.Single(plan.FindNewSuspensions()).FullWeight);
    }

    private static RealServer Server(int weight, bool isSuspended = false)
    {
        InetAddress.TryParse("10.1.0.1", out InetAddress address);
        return new RealServer(address, 80) { Weight = weight, IsSuspended = isSuspended };
    }

    private static ConfigurationTable Table(RealServer server) => new() { Services = [new ServiceEntry(Web, new[] { server })] };

    private static ConfigurationPlan Compare(RealServer desired, CurrentState present) =>
        ConfigurationPlanner.Compare(Table(desired), present, new PlanOptions(ConfigurationScope.All));

    /// <summary>A table of one service with one real server.</summary>
    private sealed class Kernel(RealServer server) : CurrentState
    {
        public override NetNamespace NetNamespace { get; } = new();

        public override List<IpvsService> ListServices() => [Web];

        public override void ReadRealServers(IpvsService service, List<RealServer> rows)
        {
            rows.Clear();
            rows.Add(server);
        }

        public override IpvsTimeout? GetTimeouts() => null;

        public override List<IpvsSyncDaemon>? ListSyncDaemons() => null;

        public override List<IpvsSetting> ListSettings(IReadOnlyCollection<string>? names) => [];
    }
}
