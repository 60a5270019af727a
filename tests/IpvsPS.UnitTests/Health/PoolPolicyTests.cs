using IpvsPS.Health;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Quorum, the floor, the sorry server and the slow start.</summary>
public sealed class PoolPolicyTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData(2, 1, true, 2, true)]
    [InlineData(2, 1, true, 1, true)]
    [InlineData(2, 1, true, 0, false)]
    [InlineData(2, 1, false, 2, false)]
    [InlineData(2, 1, false, 3, true)]
    [InlineData(5, 0, true, 4, false)]
    [InlineData(1, 0, false, 0, false)]
    public void Quorum_is_gained_and_lost_as_keepalived_reckons(long quorum, long hysteresis, bool had, long sum, bool expected)
    {
        Assert.Equal(expected, new PoolPolicy { Quorum = quorum, Hysteresis = hysteresis }.HasQuorum(had, sum));
    }

    [Fact]
    public void What_is_down_or_suspended_gets_nothing_and_what_is_not_known_is_left_alone()
    {
        PoolPlan plan = new PoolPolicy().Plan(
            [Server(3), Server(4, ServerHealth.Down), Server(5, ServerHealth.Unknown), Server(6) with { IsSuspended = true }],
            hadQuorum: true,
            Now
        );
        Assert.Equal([3, 0, null, 0], plan.Weights);
        Assert.True(plan.HasQuorum);
    }

    [Fact]
    public void Below_the_floor_those_that_failed_last_stay_in()
    {
        PoolServer[] servers =
        [
            Server(1, ServerHealth.Down, at: 10),
            Server(2, ServerHealth.Down, at: 30),
            Server(3, ServerHealth.Down, at: 20),
            Server(4),
        ];
        PoolPlan plan = new PoolPolicy { MinimumHealthyShare = 0.5 }.Plan(servers, hadQuorum: true, Now);
        Assert.Equal([0, 2, 0, 4], plan.Weights);
        Assert.Equal([false, true, false, false], plan.KeptUp);
        Assert.Equal(
            [1, 2, 3, 4],
            new PoolPolicy { MinimumHealthy = 9 }
                .Plan(servers, hadQuorum: true, Now)
                .Weights
        );
    }

    [Fact]
    public void Without_quorum_the_sorry_server_takes_over_and_nothing_is_kept()
    {
        PoolServer[] servers = [Server(1, ServerHealth.Down), Server(1)];
        PoolPlan plan = new PoolPolicy
        {
            Quorum = 2,
            HasSorryServer = true,
            MinimumHealthy = 2,
        }.Plan(servers, hadQuorum: true, Now);
        Assert.True(plan.IsSorryServerOn);
        Assert.Equal([0, 0], plan.Weights);
        Assert.Equal(
            [0, 1],
            new PoolPolicy { Quorum = 2 }
                .Plan(servers, hadQuorum: true, Now)
                .Weights
        );
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(95, 17)]
    [InlineData(85, 50)]
    [InlineData(70, 100)]
    [InlineData(10, 100)]
    public void A_server_that_was_down_comes_back_slowly(int upSince, int expected)
    {
        PoolServer server = Server(100, ServerHealth.Up, upSince) with { WasDown = true };
        var policy = new PoolPolicy { SlowStart = TimeSpan.FromSeconds(30) };
        Assert.Equal([expected], policy.Plan([server], hadQuorum: true, Now).Weights);
        Assert.Equal([100], policy.Plan([server with { WasDown = false }], hadQuorum: true, Now).Weights);
        Assert.Equal([1], policy.Plan([server with { FullWeight = 1 }], hadQuorum: true, Now).Weights);
    }

    private static PoolServer Server(int weight, ServerHealth health = ServerHealth.Up, int at = 0) =>
        new(weight, health, TimeSpan.FromSeconds(at));
}
