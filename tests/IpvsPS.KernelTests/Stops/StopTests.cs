using System.Globalization;
using System.Text.RegularExpressions;
using IpvsPS.Lab.Endurance;
using IpvsPS.Lab.Engine;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Stops;

/// <summary>Ctrl-C at whatever takes long: it ends at once, leaves the session where it was, holds nothing, and the command works again.</summary>
public sealed partial class StopTests(StoppableSession session) : IClassFixture<StoppableSession>
{
    private const string Here = "[IO.FileInfo]::new('/proc/thread-self/ns/net').LinkTarget";

    /// <summary>Longer than any wait of the module's own, on a machine with much else to do.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    /// <summary>The thread that opens sockets in namespaces waits ten seconds for more work; it may have begun since the first count.</summary>
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
        string script = command.EndsWith("-Process", StringComparison.Ordinal) ? command : $"{command} -NetNamespace $space";
        session.Engine.Run(script).ThrowOnError();
        string home = Where();
        ProcessFigures before = ProcessFigures.Take();
        foreach (int milliseconds in (int[])[0, 3, 10, 30, 100, 300])
        {
            DateTime time = DateTime.UtcNow.AddMilliseconds(milliseconds);
            AssertStopped(session.Engine.RunAndStop($"'begun'; while ($true) {{ $null = {script} }}", written => written > 0 && DateTime.UtcNow >= time));
        }

        Assert.Equal(home, Where());
        AssertReturned(before);
        Assert.True(session.Engine.Run(script).ThrowOnError().Output.Count >= rows);
    }

    [Theory]
    [InlineData("Get-IpvsRealServer", StoppableSession.Servers)]
    [InlineData("Get-IpvsConnection", StoppableSession.Connections)]
    public void What_is_streamed_to_a_slow_reader_stops_between_two_rows(string command, int rows)
    {
        ProcessFigures before = ProcessFigures.Take();
        StoppedRun run = session.Engine.RunAndStop($"{command} -NetNamespace $space | ForEach-Object {{ [Threading.Thread]::Sleep(2); $_ }}", written => written >= 10);
        AssertStopped(run);
        Assert.InRange(run.Output.Count, 10, rows / 2);
        AssertReturned(before);
    }

    [Fact]
    public void An_array_of_services_stops_between_two_datagrams_and_says_how_many_are_there()
    {
        using var target = new ScratchNamespace();
        session.Engine.SetVariable("many", Many.Select(address => $"{address}:80").ToArray());
        AssertGoesOn("New-IpvsService $many", target, "^-A");
    }

    [Fact]
    public void An_array_of_real_servers_stops_between_two_datagrams_and_says_how_many_are_there()
    {
        using var target = new ScratchNamespace();
        target.Native("ipvsadm -A -t 10.1.1.1:80");
        session.Engine.SetVariable("many", Many);
        AssertGoesOn("Add-IpvsRealServer $many -VirtualAddress 10.1.1.1:80", target, "^-a");
    }

    /// <summary>The kernel is slow to add real servers while it keeps those of a cleared table, which are in the file at other services.</summary>
    [Theory]
    [InlineData("Import-IpvsConfiguration $rules")]
    [InlineData("Sync-IpvsConfiguration $rules")]
    public void A_file_stops_while_progress_is_shown_and_leaves_no_service_half_made_and_says_how_far_it_came(string command)
    {
        using var target = new ScratchNamespace();
        session.Engine.SetVariable("target", target.Name);
        string rules = Path.GetTempFileName();
        File.WriteAllLines(rules, StoppableSession.RulesOf("10.96", services: 400));
        session.Engine.SetVariable("rules", rules);
        session.Engine.Run("Import-IpvsConfiguration $file -NetNamespace $target; Clear-IpvsService -NetNamespace $target -Confirm:$false").ThrowOnError();
        session.TakeConsole();
        ProcessFigures before = ProcessFigures.Take();

        AssertStopped(session.Engine.RunAndStopAtProgress($"{command} -NetNamespace $target", times: 2));

        AssertReturned(before);
        string[] made = target.Native("ipvsadm -Sn").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(made, line => line.EndsWith("-s none", StringComparison.Ordinal));
        Match said = SaidShare().Match(session.TakeConsole());
        Assert.Equal("40400", said.Groups[2].Value);
        Assert.Equal(made.Length, int.Parse(said.Groups[1].Value, CultureInfo.InvariantCulture));
        File.Delete(rules);
    }

    [Theory]
    [InlineData("Invoke-NetNamespace $space { 'begun'; while ($true) { $null = Get-NetLink lo } }")]
    [InlineData("Invoke-NetNamespace $space { Invoke-NetNamespace $beside { 'begun'; while ($true) { } } }")]
    [InlineData("Invoke-NetNamespace $space { 'begun'; while ($true) { $null = Get-IpvsRealServer } }")]
    [InlineData("'begun'; while ($true) { Invoke-NetNamespace $space { } }")]
    [InlineData("Invoke-NetNamespace $space -FilePath bash -ArgumentList '-c', 'echo begun; sleep 7654 & wait'")]
    [InlineData("Invoke-NetNamespace $space -FilePath yes")]
    [InlineData("Invoke-NetNamespace $space { Invoke-NetNamespace $beside -FilePath yes }")]
    [InlineData("'begun'; while ($true) { Enter-NetNamespace $beside; Exit-NetNamespace }")]
    public void A_stay_in_a_namespace_ends_where_it_began_and_leaves_no_program(string script)
    {
        using var beside = new ScratchNamespace();
        session.Engine.SetVariable("beside", beside.Name);
        // The thread that keeps the pool at home, and the runtime's timer, begin with the first stay and go on.
        session.Engine.Run("Invoke-NetNamespace $beside { Invoke-NetNamespace $beside -FilePath true }").ThrowOnError();
        ProcessFigures before = ProcessFigures.Take();
        session.Engine.Run("Enter-NetNamespace $space").ThrowOnError();
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

    private static string[] Many { get; } = [.. Enumerable.Range(0, 30_000).Select(number => $"10.100.{number >> 8}.{number & 255}")];

    /// <summary>Stops an array's command when the thousandth is there; what ipvsadm finds then is what was said, in order, and the command again makes the rest.</summary>
    private void AssertGoesOn(string command, ScratchNamespace target, string line)
    {
        session.TakeConsole();
        session.Engine.SetVariable("target", target.Name);
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(target.Name));
        ProcessFigures before = ProcessFigures.Take();
        AssertStopped(session.Engine.RunAndStop($"{command} -NetNamespace $target", _ => NamespaceThread.Run(handle, () => File.ReadLines("/proc/thread-self/net/ip_vs").Skip(1000).Any())));
        AssertReturned(before);

        int done = int.Parse(SaidCount().Match(session.TakeConsole()).Groups[1].Value, CultureInfo.InvariantCulture);
        string[] made = Made(target, line);
        Assert.InRange(done, 1_000, Many.Length - 1);
        Assert.Equal(Many[..done].Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));

        session.Engine.Run($"{command} -NetNamespace $target -ErrorAction Ignore").ThrowOnError();
        Assert.Equal(Many.Length, Made(target, line).Length);
    }

    private static string[] Made(ScratchNamespace target, string line) =>
        target.Native($"bash -c \"ipvsadm -Sn | grep -e '{line}' | grep -o '10[.]100[.][0-9.]*'\"").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void AssertStopped(StoppedRun run)
    {
        Assert.True(run.WasStopped, "it had ended before");
        Assert.Empty(run.Errors);
        Assert.InRange(run.StopTime, TimeSpan.Zero, Prompt);
    }

    private static void AssertReturned(ProcessFigures before)
    {
        ProcessFigures after = ProcessFigures.Take();
        for (DateTime end = DateTime.UtcNow + IdleThreadEnds; after.Threads > before.Threads && DateTime.UtcNow < end; after = ProcessFigures.Take())
        {
            Thread.Sleep(500);
        }

        Assert.Equal((before.Descriptors, before.Mounts), (after.Descriptors, after.Mounts));
        Assert.True(after.Threads <= before.Threads, $"before: {string.Join(", ", before.ThreadNames)}; after: {string.Join(", ", after.ThreadNames)}");
    }

    private string Where() => session.Engine.Run(Here).Of<string>().Single();

    [GeneratedRegex(@"WARNING: Stopped between two batches: (\d+) changes were made")]
    private static partial Regex SaidCount();

    [GeneratedRegex(@"WARNING: Stopped between two batches: (\d+) of (\d+) changes were made")]
    private static partial Regex SaidShare();
}
