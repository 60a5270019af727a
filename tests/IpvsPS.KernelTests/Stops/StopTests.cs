using System.Globalization;
using System.Text.RegularExpressions;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Stops;

/// <summary>Ctrl-C at whatever takes long: it ends at once, leaves the session where it was, holds nothing, and the command works
/// again.</summary>
[Trait(Kernels.Seconds, "85")]
public sealed partial class StopTests(StoppableSession session) : IClassFixture<StoppableSession>
{
    private const string Here = "[IO.FileInfo]::new('/proc/thread-self/ns/net').LinkTarget";

    /// <summary>Longer than any wait of the module's own, on a machine with much else to do.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    /// <summary>The thread that opens sockets in namespaces waits ten seconds for more work; it may have begun since the first
    /// count.</summary>
    private static readonly TimeSpan IdleThreadEnds = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("Get-IpvsService", StoppableSession.Services + 1)]
    [InlineData("Get-IpvsRealServer", StoppableSession.Servers + 1)]
    [InlineData("Get-IpvsStatistic", StoppableSession.Services + 1)]
    [InlineData("Get-IpvsConnection", StoppableSession.Connections)]
    [InlineData("Get-IpvsConfiguration", 1)]
    [InlineData("Compare-IpvsConfiguration $file", 0)]
    [InlineData("Get-NetLinkAddress dummy0", 2000)]
    [InlineData("Get-NetLinkRoute -LinkName dummy0", 2000)]
    [InlineData("Get-NetNamespace -Process", 0)]
    public void Whatever_reads_stops_at_any_moment_and_reads_all_the_next_time(string command, int rows)
    {
        string script = command.EndsWith("-Process", StringComparison.Ordinal) ? command : $"{command} -NetNamespace $netns";
        session.Engine.Run(script).ThrowOnError();
        string home = Where();
        ProcessFigures before = ProcessFigures.Take();
        foreach (int milliseconds in (int[])[0, 3, 10, 30, 100, 300])
        {
            DateTime time = DateTime.UtcNow.AddMilliseconds(milliseconds);
            AssertStopped(
                session.Engine.RunAndStop(
                    $"'begun'; while ($true) {{ $null = {script} }}",
                    written => written > 0 && DateTime.UtcNow >= time
                )
            );
        }

        Assert.Equal(home, Where());
        AssertReturned(before);
        Assert.True(session.Engine.Run(script).ThrowOnError().Output.Count >= rows);
    }

    [Theory]
    [InlineData("Watch-IpvsStatistic -RealServer -Interval 0.1")]
    [InlineData("Watch-IpvsHealth '10.86.0.*' -Check Tcp")]
    [InlineData("Watch-IpvsHealth 10.86.0.1:80 -Check Icmp -Apply")]
    [InlineData("Test-IpvsRealServer '10.87.0.*' -Check Tcp")]
    [InlineData("Debug-IpvsService")]
    [InlineData("Export-IpvsMetric -RealServer -ConnectionState")]
    public void Whatever_watches_and_probes_stops_at_any_moment(string command)
    {
        string home = Where();
        // The runtime opens what all of its sockets are waited for with when it has the first ones, and keeps it.
        session.Engine.Run("$null = Test-IpvsRealServer '10.87.0.1?' -Check Tcp -NetNamespace $netns").ThrowOnError();
        ProcessFigures before = ProcessFigures.Take();
        foreach (int milliseconds in (int[])[0, 50, 500, 2000])
        {
            DateTime time = DateTime.UtcNow.AddMilliseconds(milliseconds);
            AssertStopped(
                session.Engine.RunAndStop(
                    $"'begun'; while ($true) {{ $null = {command} -NetNamespace $netns }}",
                    written => written > 0 && DateTime.UtcNow >= time
                )
            );
        }

        Assert.Equal(home, Where());
        ProcessFigures after = ProcessFigures.Take();
        AssertNoMoreDescriptors(before, after);
        Assert.Equal(before.Mounts, after.Mounts);
    }

    [Theory]
    [InlineData("Get-IpvsRealServer", StoppableSession.Servers)]
    [InlineData("Get-IpvsConnection", StoppableSession.Connections)]
    public void What_is_streamed_to_a_slow_reader_stops_between_two_rows(string command, int rows)
    {
        ProcessFigures before = ProcessFigures.Take();
        StoppedRun run = session.Engine.RunAndStop(
            $"{command} -NetNamespace $netns | ForEach-Object {{ [Threading.Thread]::Sleep(2); $_ }}",
            written => written >= 10
        );
        AssertStopped(run);
        Assert.InRange(run.Output.Count, 10, rows / 2);
        AssertReturned(before);
    }

    [Theory]
    [InlineData("Import-IpvsConfiguration $rules")]
    [InlineData("Sync-IpvsConfiguration $rules -Verbose")]
    public void A_configuration_stops_between_two_datagrams_and_says_which_changes_are_made(string command)
    {
        using var target = new ScratchNamespace();
        session.Engine.SetVariable("target", target.Name);
        WriteSlowRules();
        session.Engine.Run("Import-IpvsConfiguration $services -NetNamespace $target").ThrowOnError();
        string[] plan = Plan();
        session.TakeConsole();
        ProcessFigures before = ProcessFigures.Take();

        // PowerShell throws out of whatever shows progress after a stop.
        AssertStopped(session.Engine.RunAndStopAtProgress($"{command} -NetNamespace $target", times: 2));
        AssertReturned(before);

        Match said = SaidPlace().Match(session.TakeConsole());
        Assert.True(said.Success);
        int done = int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(done, 1_000, plan.Length - 1);
        Assert.Equal(($"{plan.Length}", plan[done - 1], plan[done]), (said.Groups[2].Value, said.Groups[3].Value, said.Groups[4].Value));
        Assert.Equal(plan[done..], Plan());

        session.Engine.Run($"{command} -NetNamespace $target").ThrowOnError();
        Assert.Empty(Plan());
        Assert.Equal(plan.Length, target.Saved().Count(rule => rule.StartsWith("-a", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_export_that_is_stopped_leaves_no_file_or_that_which_was_there()
    {
        session.Write("old", ["old"]);
        string old = session.Engine.Run("$old").Of<string>().Single();
        string none = $"{old}.new";
        session.Engine.SetVariable("none", none);
        ProcessFigures before = ProcessFigures.Take();
        foreach (int milliseconds in (int[])[0, 5, 15])
        {
            AssertStopped(StopExport("Export-IpvsConfiguration $none -NetNamespace $netns", milliseconds));
            AssertStopped(StopExport("Export-IpvsConfiguration $old -NetNamespace $netns -Force", milliseconds));
            Assert.False(File.Exists(none));
            Assert.Equal("old\n", File.ReadAllText(old));
        }

        session.Engine.Run("Export-IpvsConfiguration $none -NetNamespace $netns").ThrowOnError();
        string whole = File.ReadAllText(none);
        foreach (int milliseconds in (int[])[0, 30, 60, 90, 120, 150, 180])
        {
            AssertStopped(StopExport("while ($true) { Export-IpvsConfiguration $none -NetNamespace $netns -Force }", milliseconds));
            Assert.True(whole == File.ReadAllText(none), $"half a file after {milliseconds} ms");
        }

        AssertReturned(before);
        Assert.Empty(session.Engine.Run("Compare-IpvsConfiguration $none -NetNamespace $netns").ThrowOnError().Output);
    }

    private StoppedRun StopExport(string export, int milliseconds)
    {
        DateTime time = DateTime.MaxValue;
        return session.Engine.RunAndStop(
            $"'begun'; {export}",
            written =>
            {
                time = written > 0 && time == DateTime.MaxValue ? DateTime.UtcNow.AddMilliseconds(milliseconds) : time;
                return DateTime.UtcNow >= time;
            }
        );
    }

    [Theory]
    [InlineData("Invoke-NetNamespace $netns { 'begun'; while ($true) { $null = Get-NetLink lo } }")]
    [InlineData("Invoke-NetNamespace $netns { Invoke-NetNamespace $beside { 'begun'; while ($true) { } } }")]
    [InlineData("Invoke-NetNamespace $netns { 'begun'; while ($true) { $null = Get-IpvsRealServer } }")]
    [InlineData("'begun'; while ($true) { Invoke-NetNamespace $netns { } }")]
    [InlineData("Invoke-NetNamespace $netns -FilePath bash -ArgumentList '-c', 'echo begun; sleep 7654 & wait'")]
    [InlineData("Invoke-NetNamespace $netns -FilePath yes")]
    [InlineData("Invoke-NetNamespace $netns { Invoke-NetNamespace $beside -FilePath yes }")]
    [InlineData("'begun'; while ($true) { Enter-NetNamespace $beside; Exit-NetNamespace }")]
    public void A_stay_in_a_namespace_ends_where_it_began_and_leaves_no_program(string script)
    {
        using var beside = new ScratchNamespace();
        session.Engine.SetVariable("beside", beside.Name);
        // The thread that keeps the pool at home, and the runtime's timer, begin with the first stay and go on.
        session.Engine.Run("Invoke-NetNamespace $beside { Invoke-NetNamespace $beside -FilePath true }").ThrowOnError();
        ProcessFigures before = ProcessFigures.Take();
        session.Engine.Run("Enter-NetNamespace $netns").ThrowOnError();
        string inside = Where();
        foreach (int milliseconds in (int[])[0, 20, 100])
        {
            DateTime time = DateTime.UtcNow.AddMilliseconds(milliseconds);
            AssertStopped(session.Engine.RunAndStop(script, written => written > 0 && DateTime.UtcNow >= time));
            session.Engine.Run($"while ({Here} -notin '{inside}') {{ Exit-NetNamespace }}");
            Assert.Equal(inside, Where());
        }

        string again = session.Engine.Run("Invoke-NetNamespace $beside { 'again' }").ThrowOnError().Output.Single().ToString();
        session.Engine.Run("Exit-NetNamespace").ThrowOnError();
        Assert.Equal("again", again);
        Assert.NotEqual(inside, Where());
        AssertReturned(before);
        Assert.Equal("0", LabSession.Native("pgrep -cfx 'yes|sleep 7654' || true").Trim());
    }

    /// <summary>The kernel makes the table of mh anew for every real server that comes to a service that is there.</summary>
    private void WriteSlowRules()
    {
        IEnumerable<int> services = Enumerable.Range(1, 40);
        string[] added = [.. services.Select(service => $"-A -t 10.4.0.{service}:80 -s mh")];
        session.Write("services", added);
        session.Write(
            "rules",
            [
                .. added,
                .. services.SelectMany(service =>
                    Enumerable.Range(0, 500).Select(server => $"-a -t 10.4.0.{service}:80 -r 10.5.{server >> 8}.{server & 255}:80 -m -w 1")
                ),
            ]
        );
    }

    /// <summary>What is still to be done to the table.</summary>
    private string[] Plan() =>
        [
            .. session
                .Engine.Run("Compare-IpvsConfiguration $rules -NetNamespace $target")
                .ThrowOnError()
                .Output.Select(change => $"{change}"),
        ];

    private static void AssertStopped(StoppedRun run)
    {
        Assert.True(run.WasStopped, "it had ended before");
        Assert.Empty(run.Errors);
        Assert.InRange(run.StopTime, TimeSpan.Zero, Prompt);
    }

    private static void AssertReturned(ProcessFigures before)
    {
        ProcessFigures after = ProcessFigures.Take();
        for (
            DateTime end = DateTime.UtcNow + IdleThreadEnds;
            after.Threads > before.Threads && DateTime.UtcNow < end;
            after = ProcessFigures.Take()
        )
        {
            Thread.Sleep(500);
        }

        AssertNoMoreDescriptors(before, after);
        Assert.Equal(before.Mounts, after.Mounts);
        Assert.True(
            after.Threads <= before.Threads,
            $"before: {string.Join(", ", before.ThreadNames)}; after: {string.Join(", ", after.ThreadNames)}"
        );
    }

    /// <summary>Fewer are right: an object of an earlier test may be collected meanwhile.</summary>
    private static void AssertNoMoreDescriptors(ProcessFigures before, ProcessFigures after) =>
        Assert.True(
            after.Descriptors <= before.Descriptors,
            $"before: {string.Join(", ", before.Targets.Order())}; after: {string.Join(", ", after.Targets.Order())}"
        );

    private string Where() => session.Engine.Run(Here).Of<string>().Single();

    [GeneratedRegex(
        @"WARNING: Stopped between two batches after (\d+) of (\d+) changes\. Made last: '(.*)'\. Not made: '(.*)' and what follows "
            + @"it\. The same command again makes the rest\."
    )]
    private static partial Regex SaidPlace();
}
