using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>What a monitor does with a service's rows: whose weight is whose, who stays in, who is told what.</summary>
public sealed partial class MonitoredPoolTests
{
    private static readonly IpvsServiceId Web = IpvsServiceId.ForAddress(Address("10.0.0.1"), 80, IpvsProtocol.Tcp);
    private static readonly RealServer Sorry = new(Address("10.1.0.99"), 80) { Weight = 1 };

    private readonly FakeTargets _targets = new();
    private readonly List<HealthEvent> _events = [];
    private readonly Dictionary<byte, RealServer> _table = [];
    private readonly SuspensionTable _suspended = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Weights_go_with_health_and_come_back()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 7));
        Assert.Equal("", Step(pool));
        _targets.Fail(1);
        Assert.Equal("set 1=0", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=5", Step(pool));
        Assert.Equal("Up 2,Down 1,WeightChanged 1 5>0,Up 1,WeightChanged 1 0>5", Events("Up 1,"));
    }

    [Fact]
    public void What_is_not_known_changes_nothing()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5));
        _targets.Forget(1);
        Assert.Equal("", Step(pool));
        Assert.Empty(_events);
    }

    [Fact]
    public void A_weight_that_somebody_sets_is_the_full_one_and_0_is_left_alone()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 5));
        Step(pool);
        Set(1, 9);
        Assert.Equal("", Step(pool));
        _targets.Fail(1);
        Assert.Equal("set 1=0", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=9", Step(pool));
        Set(1, 0);
        Assert.Equal("", Step(pool));
        Assert.Equal("", Step(pool));
        Set(1, 3);
        Assert.Equal("", Step(pool));
        Assert.Equal(3, _events.Count(one => one.Kind == HealthEventKind.Adopted));
    }

    [Fact]
    public void A_script_sets_the_weight_and_adds_nothing_to_it_and_the_full_one_is_remembered()
    {
        IpvsHealthCheck check = new()
        {
            Kind = IpvsHealthCheckKind.Script,
            ScriptPath = "load.sh",
            SetsWeight = true,
        };
        var policy = new HealthPolicy { Checks = [check] };
        MonitoredPool pool = Start(policy, (1, 5), (2, 5));
        _targets.Ask(1, null);
        Assert.Equal("", Step(pool));
        _targets.Ask(1, 30);
        Assert.Equal("set 1=30", Step(pool));
        Assert.Equal("", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Ask(1, 0);
        Assert.Equal("set 1=0", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Fail(1);
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        _targets.Ask(1, 7);
        Assert.Equal("set 1=7", Step(pool));

        // The next monitor goes on from there, and has no answer of the script yet.
        ServiceHealth saved = pool.ToServiceHealth();
        Assert.Equal((5, 7), (saved.Servers[0].FullWeight, saved.Servers[0].AskedWeight));
        pool.End();
        MonitoredPool next = Start(policy, saved);
        Assert.Equal("", Step(next));
        _targets.Ask(1, null);
        Assert.Equal("set 1=5", Step(next));
        Assert.DoesNotContain(_events, one => one.Kind == HealthEventKind.Adopted);
    }

    [Fact]
    public void A_server_that_is_suspended_at_an_asked_weight_keeps_its_full_one()
    {
        var policy = new HealthPolicy
        {
            Checks =
            [
                new()
                {
                    Kind = IpvsHealthCheckKind.Script,
                    ScriptPath = "x",
                    SetsWeight = true,
                },
            ],
        };
        MonitoredPool pool = Start(policy, (1, 5));
        _targets.Ask(1, 3);
        Assert.Equal("set 1=3", Step(pool));
        Suspend(1, 3);
        Assert.Equal("", Step(pool));
        _suspended.Set(Id(1), null);
        Set(1, 3);
        Assert.Equal("", Step(pool));
        _targets.Ask(1, null);
        Assert.Equal("set 1=5", Step(pool));
    }

    [Fact]
    public void A_suspended_server_is_judged_and_left_at_0()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5), (2, 5));
        Step(pool);
        Suspend(1, 5);
        Assert.Equal("", Step(pool));
        _targets.Fail(1);
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("", Step(pool));
        _suspended.Set(Id(1), null);
        Set(1, 5);
        Assert.Equal("", Step(pool));
        Assert.DoesNotContain(_events, one => one.Kind == HealthEventKind.Adopted);
    }

    [Fact]
    public void Too_many_that_fail_stay_in_and_are_marked()
    {
        MonitoredPool pool = Start(new HealthPolicy { MinimumHealthyShare = 0.5 }, (1, 5), (2, 5), (3, 5), (4, 5));
        Step(pool);
        _targets.Fail(1);
        _targets.Fail(2);
        Assert.Equal("set 1=0 set 2=0", Step(pool));
        _now += TimeSpan.FromSeconds(1);
        _targets.Fail(3);
        Assert.Equal("", Step(pool));
        Assert.Equal(["3"], _events.Where(one => one.Kind == HealthEventKind.KeptUp).Select(one => Number(one.Server!.Value)));
    }

    [Fact]
    public void The_sorry_server_comes_first_and_goes_last()
    {
        MonitoredPool pool = Start(new HealthPolicy { SorryServer = Sorry, Quorum = 6 }, (1, 5), (2, 5));
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("add 99=1 set 1=0 set 2=0", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=5 set 2=5 remove 99", Step(pool));
        Assert.Equal(
            "QuorumLost,SorryOn,QuorumGained,SorryOff",
            Kinds(HealthEventKind.QuorumLost, HealthEventKind.QuorumGained, HealthEventKind.SorryOn, HealthEventKind.SorryOff)
        );
    }

    [Fact]
    public void A_sorry_server_that_is_in_the_table_with_weight_0_gets_its_weight_and_loses_it_again()
    {
        MonitoredPool pool = Start(new HealthPolicy { SorryServer = Sorry }, (1, 5));
        _table[99] = Sorry with { Weight = 0 };
        Assert.Equal("", Step(pool));
        _targets.Fail(1);
        Assert.Equal("set 99=1 set 1=0", Step(pool));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=5 set 99=0", Step(pool));
        Assert.Equal("", Step(pool));
        Assert.Equal("SorryOn,SorryOff", Kinds(HealthEventKind.SorryOn, HealthEventKind.SorryOff));
    }

    [Fact]
    public void A_sorry_server_whose_answers_are_lost_is_taken_out_again()
    {
        MonitoredPool pool = Start(new HealthPolicy { SorryServer = Sorry }, (1, 5));
        Step(pool);
        _targets.Fail(1);
        Assert.Equal("add 99=1 set 1=0", Step(pool, isSettled: false));
        Assert.Equal("", Step(pool));
        _targets.Pass(1);
        Assert.Equal("set 1=5 remove 99", Step(pool, isSettled: false, isDone: false));
        Assert.Equal("set 1=5 remove 99", Step(pool, isSettled: false));
        Assert.Equal("", Step(pool));
        Assert.Equal("SorryOn,SorryOff", Kinds(HealthEventKind.SorryOn, HealthEventKind.SorryOff));
    }

    [Fact]
    public void A_sorry_server_that_is_down_is_not_put_in()
    {
        MonitoredPool pool = Start(new HealthPolicy { SorryServer = Sorry }, (1, 5));
        Step(pool);
        _targets.Fail(99);
        _targets.Fail(1);
        Assert.Equal("set 1=0", Step(pool));
    }

    [Fact]
    public void A_new_policy_keeps_the_states_of_equal_checks()
    {
        MonitoredPool pool = Start(new HealthPolicy(), (1, 5));
        Step(pool);
        int added = _targets.Added;
        pool.Use(new HealthPolicy { Quorum = 2 }, pool.Defined);
        Assert.Equal((1, added + 1), (_targets.Count, _targets.Added));
        Assert.NotNull(_targets.Find(_targets.All[1], out _));
    }

    private static InetAddress Address(string text) => InetAddress.TryParse(text, out InetAddress address) ? address : default;

    private static string Number(RealServerId server) => $"{server.Address}".Split('.')[3];

    private static RealServerId Id(byte number) => new(Web, Address($"10.1.0.{number}"), 80);

    private MonitoredPool Start(HealthPolicy policy, params (byte Number, int Weight)[] servers)
    {
        foreach ((byte number, int weight) in servers)
        {
            _table[number] = new RealServer(Address($"10.1.0.{number}"), 80) { Weight = weight };
        }

        MonitoredPool pool = Make(null);
        pool.Use(policy, pool.Defined);
        return pool;
    }

    private MonitoredPool Start(HealthPolicy policy, ServiceHealth saved)
    {
        MonitoredPool pool = Make(saved);
        pool.Use(policy, pool.Defined);
        return pool;
    }

    private MonitoredPool Make(ServiceHealth? saved) =>
        new(Web, saved, _targets, (server, _, check) => HealthTargets.Of(server, check), _events.Add);

    private void Set(byte number, int weight) => _table[number] = _table[number] with { Weight = weight };

    private void Suspend(byte number, int full)
    {
        Set(number, 0);
        _suspended.Set(Id(number), new Suspension { Server = Id(number), FullWeight = full });
    }

    /// <summary>A look at the table: what is wanted, done to the table as a kernel would.</summary>
    private string Step(MonitoredPool pool, bool isSettled = true, bool isDone = true)
    {
        List<PoolChange> changes = pool.Step([.. _table.OrderBy(pair => pair.Key).Select(pair => pair.Value)], _suspended, _now);
        foreach (PoolChange change in changes)
        {
            pool.Note(change);
            byte number = byte.Parse(Number(RealServerId.Of(Web, change.Server)), System.Globalization.CultureInfo.InvariantCulture);
            if (isDone && change.Kind == PoolChangeKind.Remove)
            {
                _table.Remove(number);
            }
            else if (isDone)
            {
                _table[number] = change.Server;
            }

            if (isSettled)
            {
                pool.Settle(change, null);
            }
        }

        return string.Join(' ', changes.Select(Text));
    }

    private static string Text(PoolChange change) =>
        $"{change.Kind.ToString().ToLowerInvariant()} {Number(RealServerId.Of(Web, change.Server))}"
        + (change.Kind == PoolChangeKind.Remove ? string.Empty : $"={change.Server.Weight}");

    private string Kinds(params HealthEventKind[] kinds) =>
        string.Join(',', _events.Where(one => kinds.Contains(one.Kind)).Select(one => one.Kind));

    private string Events(string without) =>
        string.Join(
            ',',
            _events.Select(one =>
                $"{one.Kind} {Number(one.Server!.Value)}{(one.Weight is null ? string.Empty : $" {one.FormerWeight}>{one.Weight}")}"
            )
        )[without.Length..];
}
