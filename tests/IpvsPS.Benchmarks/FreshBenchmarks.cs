using System.Globalization;
using IpvsPS.Testing;

namespace IpvsPS.Benchmarks;

/// <summary>
/// What a script is: a PowerShell process that has imported the module and done nothing else. The time is one command's, and
/// below the table stands what it allocates; the last jobs are whole processes, from their start to their end.
/// </summary>
internal sealed class FreshBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const string Script = """
        param($module, $command, $before = '')
        Import-Module $module
        . ([scriptblock]::Create($before))
        $work = [scriptblock]::Create($command)
        $allocated = [GC]::GetTotalAllocatedBytes($true)
        $clock = [Diagnostics.Stopwatch]::StartNew()
        & $work
        $clock.Stop()
        $bytes = [GC]::GetTotalAllocatedBytes($true) - $allocated
        [string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $clock.Elapsed.TotalMilliseconds, $bytes)
        """;

    private const int PipedCount = 1_000;

    private readonly SortedDictionary<string, long> _allocated = [];
    private readonly string _script = WriteScript();

    public override string Name => "fresh";

    public override IEnumerable<Job> Jobs()
    {
        var table = new BenchmarkTable(5_000, ConfigurationBenchmarks.ServersPerService);
        yield return Import("import 55,000 rules, JSON", table, table.JsonFile);
        yield return Import("import 55,000 rules, ipvsadm", table, table.SaveFile);
        yield return Over("sync 55,000 rules, JSON, nothing to change", table, $"Sync-IpvsConfiguration {table.JsonFile}", null);
        yield return Over("sync 55,000 rules, ipvsadm, nothing to change", table, $"Sync-IpvsConfiguration {table.SaveFile}", null);
        yield return Over("export 55,000 rules", table, "Export-IpvsConfiguration $([IO.Path]::GetTempFileName()) -Force", "ipvsadm -Sn");
        yield return Over("statistics of 50,000 real servers", table, "$null = Get-IpvsStatistic -RealServer", "ipvsadm -Ln --stats");
        yield return Pipe();
        foreach (int services in new[] { 1, 100, 5_000 })
        {
            yield return Whole(new BenchmarkTable(services, ConfigurationBenchmarks.ServersPerService));
        }
    }

    public override bool NotesTakeMeasuring => false;

    public override IEnumerable<string> Notes() =>
        _allocated.Select(job => string.Create(CultureInfo.InvariantCulture, $"{job.Key}: {job.Value / 1e6:N1} MB allocated."));

    private Job Import(string title, BenchmarkTable table, string file) =>
        new(title, Fresh(title, $"Import-IpvsConfiguration {file}"), TableContenders.Restore(table), TableContenders.RawImport(table))
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };

    private Job Over(string title, BenchmarkTable table, string command, string? tool) =>
        new(
            title,
            TableContenders.After(table, Fresh(title, command)),
            tool is null
                ? null
                : TableContenders.After(table, new Contender(tool, netns => () => netns.Time($"ip netns exec $netns {tool}"))),
            TableContenders.After(table, TableContenders.RawList(table))
        )
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };

    private Job Pipe()
    {
        string title = string.Create(CultureInfo.InvariantCulture, $"pipe {PipedCount:N0} real servers");
        // What is measured is piping: the texts are there, as from a file.
        const string texts = "$texts = 1..1000 | ForEach-Object { \"10.2.$($_ -shr 8).$($_ -band 255):80\" }";
        var service = new IpvsService { VirtualAddress = System.Net.IPAddress.Parse("10.1.0.1"), VirtualPort = 80 };
        return new Job(
            title,
            TableContenders.WithService(service, Fresh(title, "$texts | Add-IpvsRealServer -VirtualAddress 10.1.0.1:80", texts)),
            null,
            null
        )
        {
            Check = netns => TableContenders.CheckCount(netns, PipedCount),
        };
    }

    private static Job Whole(BenchmarkTable table)
    {
        string command = $"Import-Module {StagedModule.Manifest}; Sync-IpvsConfiguration {table.JsonFile} -NetNamespace $netns";
        return new Job(
            string.Create(
                CultureInfo.InvariantCulture,
                $"`pwsh -Command \"Import-Module …; Sync-IpvsConfiguration\"`, {table.RuleCount:N0} new rules"
            ),
            new Contender("IpvsPS", netns => () => netns.Time($"pwsh -NoProfile -Command \"{command}\"")),
            TableContenders.Restore(table),
            null
        )
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };
    }

    /// <summary>One command in a process of its own.</summary>
    /// <param name="title">The job.</param>
    /// <param name="command">What is measured.</param>
    /// <param name="before">What is done before it, in the same process.</param>
    private Contender Fresh(string title, string command, string before = "") =>
        new(
            "IpvsPS",
            netns =>
                () =>
                {
                    string words = $"{command} -NetNamespace {netns.Name}";
                    string[] said = netns
                        .Native($"pwsh -NoProfile -File {_script} {StagedModule.Manifest} " + $"{Quote(words)} {Quote(before)}")
                        .Split();
                    long bytes = long.Parse(said[1], CultureInfo.InvariantCulture);
                    _allocated[title] = Math.Min(bytes, _allocated.GetValueOrDefault(title, long.MaxValue));
                    return TimeSpan.FromMilliseconds(double.Parse(said[0], CultureInfo.InvariantCulture));
                }
        );

    private static string Quote(string words) => $"'{words.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string WriteScript()
    {
        string path = Path.Combine(Path.GetTempPath(), "fresh.ps1");
        File.WriteAllText(path, Script);
        return path;
    }
}
