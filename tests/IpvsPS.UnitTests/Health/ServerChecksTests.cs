using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Real servers that are asked something else than the others of their service.</summary>
public sealed class ServerChecksTests
{
    [Fact]
    public void A_real_server_with_checks_of_its_own_has_those_and_no_others()
    {
        IpvsServiceId web = IpvsServiceId.ForAddress(Address(0), 80, IpvsProtocol.Tcp);
        var policy = new HealthPolicy
        {
            Checks = [new IpvsHealthCheck { Kind = IpvsHealthCheckKind.Http }],
            ServerChecks =
            [
                new RealServerChecks(Address(2), 80, [new IpvsHealthCheck { Kind = IpvsHealthCheckKind.Icmp }]),
                new RealServerChecks(Address(1), 81, [new IpvsHealthCheck { Kind = IpvsHealthCheckKind.Dns }]),
            ],
        };
        var targets = new FakeTargets();
        var pool = new MonitoredPool(web, null, targets, (server, _, check) => HealthTargets.Of(server, check), _ => { });
        pool.Use(policy, pool.Defined);
        pool.Step([new RealServer(Address(1), 80) { Weight = 5 }, new RealServer(Address(2), 80) { Weight = 5 }], null, TimeSpan.Zero);

        Assert.Equal(2, targets.Count);
        Assert.Equal((IpvsHealthCheckKind.Http, IpvsHealthCheckKind.Icmp), (targets.All[1].Check.Kind, targets.All[2].Check.Kind));
        Assert.Equal(3, policy.AllChecks.Count());
    }

    [Fact]
    public void A_real_server_that_is_unchecked_is_up_without_a_probe_and_counts_for_quorum()
    {
        IpvsServiceId web = IpvsServiceId.ForAddress(Address(0), 80, IpvsProtocol.Tcp);
        var policy = new HealthPolicy
        {
            OnFailure = HealthFailureAction.Quiesce,
            ServerChecks = [new RealServerChecks(Address(2), null, []) { IsUnchecked = true }],
        };
        var targets = new FakeTargets();
        var pool = new MonitoredPool(web, null, targets, (server, _, check) => HealthTargets.Of(server, check), _ => { });
        RealServer[] rows = [new RealServer(Address(1), 80) { Weight = 5 }, new RealServer(Address(2), 80) { Weight = 5 }];
        ServerHealth[] Step(HealthPolicy policy)
        {
            pool.Use(policy, pool.Defined);
            pool.Step(rows, null, TimeSpan.Zero);
            return [.. pool.ToServiceHealth().Servers.Select(server => server.Health)];
        }

        targets.Fail(1);
        targets.Fail(2);
        Assert.Equal([ServerHealth.Down, ServerHealth.Up], Step(policy));
        Assert.Equal((1, 1), (targets.Count, targets.All.Count));
        Assert.True(pool.HasQuorum);

        // One that was down is up when it is not checked any more, and the other one's checks count from now on.
        policy = policy with
        {
            ServerChecks = [new RealServerChecks(Address(1), 80, []) { IsUnchecked = true }],
        };
        Assert.Equal([ServerHealth.Up, ServerHealth.Down], Step(policy));
        Assert.Equal(1, targets.Count);
    }

    private static InetAddress Address(byte number) => InetAddress.FromIPAddress(new System.Net.IPAddress([10, 1, 0, number]));
}
