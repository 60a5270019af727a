using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <content>What the next monitor is left, and what somebody else does to the table.</content>
public sealed partial class MonitoredPoolTests
{
    [Fact]
    public void A_removed_server_comes_back_with_its_settings_and_is_remembered_by_the_next_monitor()
    {
        var policy = new HealthPolicy { OnFailure = HealthFailureAction.Remove };
        MonitoredPool pool = Start(policy, (1, 5), (2, 5));
        _table[1] = _table[1] with { UpperThreshold = 9 };
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("remove 1", Step(pool));
        Assert.Equal("", Step(pool));
        ServiceHealth saved = pool.ToServiceHealth();
        pool.End();
        MonitoredPool next = Start(policy, saved);
        Assert.Equal("", Step(next));
        _targets.Pass(1);
        Assert.Equal("add 1=5", Step(next));
        Assert.Equal(9u, _table[1].UpperThreshold);
    }

    [Fact]
    public void A_sorry_server_of_weight_0_in_the_configuration_stays_in_the_table_under_the_next_monitor_too()
    {
        var policy = new HealthPolicy { SorryServer = Sorry };
        var defined = new Dictionary<(InetAddress, ushort), int> { [(Address("10.1.0.1"), 80)] = 5, [(Sorry.Address, Sorry.Port)] = 0 };
        MonitoredPool pool = Start(policy, (1, 5));
        pool.Use(policy, defined);
        _table[99] = Sorry with { Weight = 0 };
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("set 99=1 set 1=0", Step(pool));
        ServiceHealth saved = pool.ToServiceHealth();
        pool.End();
        MonitoredPool next = Make(saved);
        next.Use(policy, defined);
        Assert.Equal("", Step(next));
        _targets.Pass(1);
        Assert.Equal("set 1=5 set 99=0", Step(next));
    }

    [Fact]
    public void The_next_monitor_knows_the_full_weights_and_what_was_counted()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 5));
        Step(pool);
        _targets.Fail(1);
        Step(pool);
        ServiceHealth saved = pool.ToServiceHealth();
        pool.End();
        Assert.Equal(0, _targets.Count);
        MonitoredPool next = Start(new HealthPolicy(), saved);
        Assert.Equal("", Step(next));
        Assert.Equal(ServerHealth.Down, _targets.Given[1]?.Health);
        _targets.Pass(1);
        Assert.Equal("set 1=5", Step(next));
    }

    [Fact]
    public void A_weight_0_that_nobody_remembers_is_left_alone_unless_a_configuration_says_more()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 0));
        Assert.Equal("", Step(pool));
        pool.End();
        MonitoredPool defined = Make(null);
        defined.Use(new HealthPolicy(), new Dictionary<(InetAddress, ushort), int> { [(Address("10.1.0.1"), 80)] = 4 });
        Assert.Equal("set 1=4", Step(defined));
    }

    [Fact]
    public void An_answer_that_was_lost_is_no_stranger_s_change()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 5));
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("set 1=0", Step(pool, isSettled: false, isDone: true));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=5", Step(pool, isSettled: false, isDone: false));
        Assert.Equal("set 1=5", Step(pool));
        Assert.DoesNotContain(_events, one => one.Kind == HealthEventKind.Adopted);
        Assert.Equal(["5>0", "0>5"], Changes(HealthEventKind.WeightChanged));
    }

    [Fact]
    public void A_removal_and_an_addition_whose_answers_were_lost_are_told_once_the_table_has_them()
    {
        MonitoredPool pool = Start(new HealthPolicy { OnFailure = HealthFailureAction.Remove }, (1, 5), (2, 5));
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("remove 1", Step(pool, isSettled: false));
        Assert.Equal("", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("add 1=5", Step(pool, isSettled: false));
        Assert.Equal("", Step(pool));
        Assert.Equal(["5>", ">5"], [.. Changes(HealthEventKind.Removed), .. Changes(HealthEventKind.Restored)]);
        Assert.DoesNotContain(_events, one => one.Kind is HealthEventKind.Vanished or HealthEventKind.Adopted);
    }

    /// <summary>The row that the kernel would not remove was gone already: somebody else has removed it.</summary>
    [Fact]
    public void A_removal_that_is_refused_is_not_taken_for_done()
    {
        MonitoredPool pool = Start(new HealthPolicy { OnFailure = HealthFailureAction.Remove }, (1, 5), (2, 5));
        Step(pool);
        _targets.Fail(1);
        PoolChange change = Assert.Single(pool.Step([.. _table.Values], _suspended, _now));
        pool.Note(change);
        _table.Remove(1);
        pool.Settle(change, "ENOENT");
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("", Step(pool));
        Assert.Equal(HealthEventKind.Vanished, _events[^1].Kind);
    }

    [Fact]
    public void A_service_that_is_made_again_gets_no_server_back_that_was_taken_out_of_the_former_one()
    {
        MonitoredPool pool = TakeOut(new Dictionary<(InetAddress, ushort), int>());
        Assert.Equal("", Step(pool));
        Assert.Equal(
            ["1", "2"],
            _events.Where(one => one.Kind == HealthEventKind.Vanished).Select(one => Number(one.Server!.Value)).Order()
        );
    }

    [Fact]
    public void A_service_that_is_made_again_gets_a_server_back_that_the_configuration_has()
    {
        MonitoredPool pool = TakeOut(new Dictionary<(InetAddress, ushort), int> { [(Address("10.1.0.1"), 80)] = 4 });
        Assert.Equal("add 1=5", Step(pool));
    }

    /// <summary>By the monitor that has taken it out, and by the next one: a file that was changed while none ran counts too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_server_that_was_taken_out_and_is_no_longer_in_the_configuration_stays_out(bool isNext)
    {
        MonitoredPool pool = Start(new HealthPolicy { OnFailure = HealthFailureAction.Remove }, (1, 5), (2, 5));
        pool.Use(pool.Policy, Weights(1, 2));
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("remove 1", Step(pool));
        if (isNext)
        {
            ServiceHealth saved = pool.ToServiceHealth();
            pool.End();
            pool = Make(saved);
        }

        pool.Use(new HealthPolicy { OnFailure = HealthFailureAction.Remove }, Weights(2));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("", Step(pool));
        Assert.Equal(["2"], pool.Servers.Select(server => Number(server.Id)));
    }

    private static Dictionary<(InetAddress, ushort), int> Weights(params int[] numbers) =>
        numbers.ToDictionary(number => (Address($"10.1.0.{number}"), (ushort)80), _ => 5);

    [Fact]
    public void What_somebody_removes_is_told_and_not_brought_back()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 5));
        Step(pool);
        _table.Clear();
        Assert.Equal("", Step(pool));
        Assert.Equal("", Step(pool));
        Assert.Equal(2, _events.Count(one => one.Kind == HealthEventKind.Vanished));
        Assert.Equal(0, _targets.Count);
    }

    /// <summary>A pool whose server 1 is taken out, whose service goes and comes again with server 3 alone, and where 1 passes.</summary>
    private MonitoredPool TakeOut(Dictionary<(InetAddress, ushort), int> defined)
    {
        MonitoredPool pool = Start(new HealthPolicy { OnFailure = HealthFailureAction.Remove }, (1, 5), (2, 5));
        pool.Use(pool.Policy, defined);
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("remove 1", Step(pool));
        _table.Clear();
        Assert.Equal("", Step(pool));
        pool.ForgetRemoved();
        _table[3] = new RealServer(Address("10.1.0.3"), 80) { Weight = 2 };
        _targets.Pass(1);
        return pool;
    }

    private string[] Changes(HealthEventKind kind) =>
        [.. _events.Where(one => one.Kind == kind).Select(one => $"{one.FormerWeight}>{one.Weight}")];
}
