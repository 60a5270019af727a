using IpvsPS.Drain;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.KernelTests.Drain;

/// <summary>Suspending and resuming as the engine does it, in the kernel's table.</summary>
public sealed class SuspendTests : IDisposable
{
    private static readonly SuspendOptions ByTest = new("a test") { Reason = "to see" };

    private readonly DrainTable _table = new();

    public void Dispose() => _table.Dispose();

    [Fact]
    public void The_weight_goes_and_comes_back_and_nothing_else_changes()
    {
        string[] before = _table.Netns.Saved();
        DrainOutcome suspended = Assert.Single(_table.Engine.Suspend([DrainTable.Server(4)], ByTest));
        Assert.Equal(
            (true, true, 0, 8, 8),
            (suspended.IsDone, suspended.IsChanged, suspended.Weight, suspended.FormerWeight, suspended.Suspension!.FullWeight)
        );
        Assert.Equal(("a test", "to see"), (suspended.Suspension.By, suspended.Suspension.Reason));
        Assert.Equal("6 0 10 7", _table.Weights);
        Assert.Equal("10.1.0.4:80 8", _table.Remembered);

        DrainOutcome resumed = Assert.Single(_table.Engine.Resume([DrainTable.Server(4)]));
        Assert.Equal((true, true, 8, 0), (resumed.IsDone, resumed.IsChanged, resumed.Weight, resumed.FormerWeight));
        Assert.Equal(before, _table.Netns.Saved());
        Assert.False(System.IO.File.Exists(_table.File.Path));
    }

    [Fact]
    public void Suspending_again_keeps_the_first_former_weight()
    {
        Suspend(3, 4);
        DrainOutcome[] again = Suspend(3, 4, 5);
        Assert.Equal([false, false, true], again.Select(outcome => outcome.IsChanged));
        Assert.All(again, outcome => Assert.True(outcome.IsDone));
        Assert.Equal("0 0 0 7", _table.Weights);
        Assert.Equal("10.1.0.3:80 6, 10.1.0.4:80 8, 10.1.0.5:80 10", _table.Remembered);
        Assert.Contains(again[2].Notes, note => note.Code == DrainCode.NoneLeft);
    }

    [Fact]
    public void Services_are_apart()
    {
        _table.Engine.Suspend([DrainTable.Server(3), DrainTable.Server(3, 53)], ByTest);
        Assert.Equal("0 8 10 0", _table.Weights);
        _table.Engine.Resume([DrainTable.Server(3, 53)]);
        Assert.Equal("0 8 10 7", _table.Weights);
    }

    [Fact]
    public void A_weight_that_was_set_by_hand_since_is_the_full_one()
    {
        Suspend(4);
        _table.SetWeight(4, 3);
        Assert.Equal(3, Assert.Single(Suspend(4)).Suspension!.FullWeight);
        _table.SetWeight(4, 5);
        DrainOutcome unchanged = Assert.Single(_table.Engine.Resume([DrainTable.Server(4)]));
        Assert.Equal((true, false, 5), (unchanged.IsDone, unchanged.IsChanged, unchanged.Weight));
        Assert.Equal(("6 5 10 7", string.Empty), (_table.Weights, _table.Remembered));
    }

    [Fact]
    public void A_process_that_died_before_the_kernel_was_told_has_suspended_nothing()
    {
        Remember(new Suspension { Server = DrainTable.Server(4), FullWeight = 8 });
        Assert.Null(_table.File.Read()!.Find(DrainTable.Server(4), 8));
        DrainOutcome resumed = Assert.Single(_table.Engine.Resume([DrainTable.Server(4)]));
        Assert.Equal((false, 8), (resumed.IsChanged, resumed.Weight));
        Assert.Equal(string.Empty, _table.Remembered);
    }

    [Fact]
    public void A_process_that_died_after_the_weight_was_back_has_resumed()
    {
        Suspend(4);
        _table.SetWeight(4, 8);
        Assert.Null(_table.File.Read()!.Find(DrainTable.Server(4), 8));
        _table.SetWeight(4, 2);
        Assert.Equal(2, Assert.Single(Suspend(4)).Suspension!.FullWeight);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(6)]
    public void A_process_that_died_on_the_way_down_leaves_the_full_weight_known(int reached)
    {
        Remember(
            new Suspension
            {
                Server = DrainTable.Server(4),
                FullWeight = 9,
                Phase = SuspensionPhase.Suspending,
                LastWeight = 8,
                NextWeight = 6,
            }
        );
        _table.SetWeight(4, reached);
        Assert.Equal(9, Assert.Single(Suspend(4)).Suspension!.FullWeight);
        Assert.Equal(9, Assert.Single(_table.Engine.Resume([DrainTable.Server(4)])).Weight);
        Assert.Equal("6 9 10 7", _table.Weights);
    }

    [Fact]
    public void A_process_that_died_on_the_way_up_leaves_the_full_weight_known()
    {
        Remember(
            new Suspension
            {
                Server = DrainTable.Server(4),
                FullWeight = 9,
                Phase = SuspensionPhase.Resuming,
                LastWeight = 2,
                NextWeight = 3,
            }
        );
        _table.SetWeight(4, 3);
        Assert.Equal(9, Assert.Single(_table.Engine.Resume([DrainTable.Server(4)])).Weight);
        Assert.Equal(string.Empty, _table.Remembered);
    }

    [Fact]
    public void A_server_that_was_removed_meanwhile_is_not_found_and_forgotten()
    {
        Suspend(3, 4);
        _table.Netns.Native($"ipvsadm -d -t {DrainTable.Web}:80 -r 10.1.0.4");
        DrainOutcome[] outcomes = [.. _table.Engine.Resume([DrainTable.Server(4), DrainTable.Server(3)])];
        Assert.Equal(DrainCode.NotFound, outcomes[0].Problem?.Code);
        Assert.True(outcomes[1].IsDone);
        Assert.Equal(string.Empty, _table.Remembered);
    }

    [Fact]
    public void A_service_that_is_not_there_is_not_found()
    {
        DrainOutcome outcome = Assert.Single(_table.Engine.Suspend([DrainTable.Server(3, 81)], ByTest));
        Assert.Equal((DrainCode.NotFound, "RealAddress"), (outcome.Problem?.Code, outcome.Problem?.Field));
    }

    [Fact]
    public void Weight_0_without_a_memory_needs_a_weight()
    {
        _table.SetWeight(4, 0);
        DrainOutcome refused = Assert.Single(_table.Engine.Resume([DrainTable.Server(4)]));
        Assert.Equal((DrainCode.FormerWeightUnknown, "Weight"), (refused.Problem?.Code, refused.Problem?.Field));
        Assert.Equal("6 0 10 7", _table.Weights);

        DrainOutcome suspended = Assert.Single(Suspend(4));
        Assert.Contains(suspended.Notes, note => note.Code == DrainCode.WeightAlreadyZero);
        Assert.Null(suspended.Suspension!.FullWeight);
        Assert.Equal(DrainCode.FormerWeightUnknown, Assert.Single(_table.Engine.Resume([DrainTable.Server(4)])).Problem?.Code);
        Assert.True(Assert.Single(_table.Engine.Resume([DrainTable.Server(4)], weight: 12)).IsDone);
        Assert.Equal(("6 12 10 7", string.Empty), (_table.Weights, _table.Remembered));
    }

    [Fact]
    public void A_gradual_suspension_goes_down_step_by_step_and_a_slow_start_up()
    {
        var seen = new List<string>();
        void Note(IReadOnlyList<DrainOutcome> outcomes) => seen.Add($"{_table.Weights} ({_table.Remembered})");
        DrainOutcome down = Assert.Single(
            _table.Engine.Suspend([DrainTable.Server(5)], ByTest with { Gradual = TimeSpan.FromSeconds(2) }, Note)
        );
        Assert.Equal((10, 0, true), (down.FormerWeight, down.Weight, down.IsChanged));
        DrainOutcome up = Assert.Single(_table.Engine.Resume([DrainTable.Server(5)], null, TimeSpan.FromSeconds(2), Note));
        Assert.Equal((0, 10, true), (up.FormerWeight, up.Weight, up.IsChanged));
        Assert.Equal(
            [
                "6 8 6 7 (10.1.0.5:80 10)",
                "6 8 3 7 (10.1.0.5:80 10)",
                "6 8 0 7 (10.1.0.5:80 10)",
                "6 8 4 7 (10.1.0.5:80 10)",
                "6 8 7 7 (10.1.0.5:80 10)",
                "6 8 10 7 ()",
            ],
            seen
        );
    }

    [Fact]
    public void A_gradual_suspension_leaves_alone_what_somebody_else_has_in_hand()
    {
        void Resume(IReadOnlyList<DrainOutcome> outcomes) => _table.Engine.Resume([DrainTable.Server(5)]);
        DrainOutcome outcome = Assert.Single(
            _table.Engine.Suspend([DrainTable.Server(5)], ByTest with { Gradual = TimeSpan.FromSeconds(2) }, Resume)
        );
        Assert.Equal(DrainCode.ChangedMeanwhile, outcome.Problem?.Code);
        Assert.Equal("6 8 10 7", _table.Weights);
    }

    [Fact]
    public void A_cancelled_slow_start_is_ended_by_the_next_one()
    {
        Suspend(5);
        using var cancellation = new CancellationTokenSource();
        var engine = new RealServerDrain(_table.Client, _table.File, cancellation.Token);
        Assert.Throws<OperationCanceledException>(() =>
            engine.Resume([DrainTable.Server(5)], null, TimeSpan.FromMinutes(1), _ => cancellation.Cancel())
        );
        Assert.Equal(("6 8 1 7", "10.1.0.5:80 10"), (_table.Weights, _table.Remembered));
        _table.Engine.Resume([DrainTable.Server(5)]);
        Assert.Equal(("6 8 10 7", string.Empty), (_table.Weights, _table.Remembered));
    }

    [Fact]
    public void What_cannot_be_remembered_is_not_done()
    {
        string full = Path.Combine(Path.GetDirectoryName(_table.Folder.Path)!, "full");
        Directory.CreateDirectory(full);
        LabSession.Native($"mount -t tmpfs -o size=4k,nr_inodes=20 none '{full}'");
        try
        {
            _table.File = SuspensionTable.File(new StateDirectory(Path.Combine(full, "ipvsps")), "cookie-1");
            Suspend(3);
            StateException e = Assert.Throws<StateException>(() => Suspend(4));
            Assert.Equal(StateError.NoSpace, e.Error);
            Assert.Equal(("0 8 10 7", "10.1.0.3:80 6"), (_table.Weights, _table.Remembered));

            // What is given back needs no room where nothing is left to remember.
            Assert.True(Assert.Single(_table.Engine.Resume([DrainTable.Server(3)])).IsDone);
            Assert.Equal("6 8 10 7", _table.Weights);
        }
        finally
        {
            LabSession.Native($"umount '{full}'");
        }
    }

    [Theory]
    [InlineData("sh", "sh-fallback")]
    [InlineData("mh", "mh-fallback")]
    [InlineData("dh", "")]
    public void A_scheduler_that_refuses_clients_is_told_and_gets_its_flag_if_asked(string scheduler, string flag)
    {
        _table.Netns.Native($"ipvsadm -E -t {DrainTable.Web}:80 -s {scheduler}");
        DrainFinding refusing = DrainRules.CheckScheduler(_table.Client.GetService(DrainTable.Server(4).Service), DrainTable.Server(4))!;
        Assert.Equal((DrainCode.SchedulerRefusesClients, "Scheduler"), (refusing.Code, refusing.Field));
        Assert.Equal([scheduler, flag], refusing.Values);
        Assert.Equal((true, null), Assert.Single(Suspend(4)) is var plain ? (plain.IsDone, plain.FallbackFlag) : default);
        Assert.Equal("6 0 10 7", _table.Weights);
        Assert.DoesNotContain("fallback", _table.Netns.Native("ipvsadm -Sn"), StringComparison.Ordinal);

        // Again, with the flag: it holds for what is suspended already, too.
        DrainOutcome forced = Assert.Single(_table.Engine.Suspend([DrainTable.Server(4)], ByTest with { SetsFallback = true }));
        Assert.Equal((true, flag.Length > 0 ? flag : null), (forced.IsDone, forced.FallbackFlag));
        Assert.Equal("6 0 10 7", _table.Weights);
        string service = _table.Netns.Native("ipvsadm -Sn").Split('\n').Single(line => line.StartsWith("-A -t", StringComparison.Ordinal));
        Assert.Equal(flag.Length > 0, service.Contains($"-b {flag}", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_processes_at_once_lose_nothing()
    {
        Parallel.For(
            0,
            4,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            process =>
            {
                using IpvsClient client = IpvsClient.Open(
                    NetNamespaceHandle.Open(new NetNamespace(_table.Netns.Name)),
                    CancellationToken.None
                );
                var engine = new RealServerDrain(client, _table.File, CancellationToken.None);
                RealServerId mine = process == 3 ? DrainTable.Server(3, 53) : DrainTable.Server(3 + process);
                for (int round = 0; round < 10; round++)
                {
                    Assert.True(Assert.Single(engine.Suspend([mine], ByTest)).IsChanged);
                    Assert.True(Assert.Single(engine.Resume([mine])).IsChanged);
                }
            }
        );
        Assert.Equal(("6 8 10 7", string.Empty), (_table.Weights, _table.Remembered));
    }

    private DrainOutcome[] Suspend(params int[] numbers) =>
        [.. _table.Engine.Suspend([.. numbers.Select(number => DrainTable.Server(number))], ByTest)];

    private void Remember(Suspension suspension)
    {
        using StateTransaction<SuspensionTable> transaction = _table.File.Begin(CancellationToken.None);
        var table = new SuspensionTable();
        table.Set(suspension.Server, suspension);
        transaction.Save(table);
    }
}
