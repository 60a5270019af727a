using System.Diagnostics;
using System.Text.Json;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.Endurance;

/// <summary>
/// Watch-IpvsKubernetesService in a pwsh of its own, and 333 slice events a second: 200,000 in ten minutes. Twenty times in between
/// the server breaks all connections and forgets what has happened. The table must be right each time, and the process hold no more.
/// </summary>
internal sealed class WatchSoak : IDisposable
{
    private const int Services = 1_000;
    private const int Breaks = 20;
    private const int Watches = 4;
    private const double EventsPerSecond = 200_000.0 / 600;

    private readonly WatchStage _stage = new(Services, 4);
    private readonly List<string> _flaws = [];

    public int Events { get; private set; }

    public int Rounds { get; private set; }

    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>Changes endpoints for a time.</summary>
    public List<SoakSample> Run(TimeSpan time, Action<SoakSample> tell)
    {
        // The process looks at itself, after a collection that only it can ask for.
        double seconds = time.TotalSeconds / 60;
        _stage.Start(
            $"Add-Type -Path '{typeof(ProcessFigures).Assembly.Location}'; $next = [DateTime]::UtcNow",
            $$"""
            & { process { if ([DateTime]::UtcNow -gt $script:next) {
                $script:next = [DateTime]::UtcNow.AddSeconds({{seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}})
                [Console]::Out.WriteLine(([IpvsPS.Testing.ProcessFigures]::Take().WithoutNames() | ConvertTo-Json -Compress)) } } }
            """
        );
        var samples = new List<SoakSample>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            for (double due = clock.Elapsed.TotalSeconds * EventsPerSecond; Events < due; Events++)
            {
                _stage.Change(Events % Services);
            }

            if (clock.Elapsed > time / Breaks * (Rounds + 1))
            {
                Break();
            }

            Read(clock.Elapsed, samples, tell);
            Thread.Sleep(1);
        }

        _stage.AwaitTable();
        Read(clock.Elapsed, samples, tell);
        if (WatchStage.Metric("kubeproxy_sync_proxy_rules_endpoint_changes_total") is var seen && seen < Events)
        {
            _flaws.Add($"{Events} events were sent, and {seen} arrived");
        }

        return samples;
    }

    public void Dispose() => _stage.Dispose();

    private void Break()
    {
        _stage.AwaitTable();
        _stage.Server.Compact();
        _stage.Server.Break();
        Rounds++;

        // What changes while nobody watches comes as a list, and not as events.
        Poll.Until(() => _stage.Server.WatchCount < Watches, "the end of the watches");
        Poll.Until(() => _stage.Server.WatchCount == Watches, "new watches");

        // While connections are broken their sockets are missing: that says nothing of what is held.
        TakeFigures();
    }

    private void Read(TimeSpan time, List<SoakSample> samples, Action<SoakSample> tell)
    {
        foreach (ProcessFigures figures in TakeFigures())
        {
            samples.Add(new SoakSample(time, Rounds, figures));
            tell(samples[^1]);
        }
    }

    /// <summary>What the process has written of itself since the last call; all else that it writes is a flaw.</summary>
    private List<ProcessFigures> TakeFigures()
    {
        var figures = new List<ProcessFigures>();
        while (_stage.Lines.TryDequeue(out string? line))
        {
            if (line.StartsWith('{'))
            {
                figures.Add(JsonSerializer.Deserialize<ProcessFigures>(line)!);
            }
            else
            {
                _flaws.Add(line);
            }
        }

        return figures;
    }
}
