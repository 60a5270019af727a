using System.Diagnostics;
using System.Globalization;
using IpvsPS.Lab.Session;

namespace IpvsPS.Benchmarks;

/// <summary>What Show-IpvsStatistic takes of the processor while it goes on, in a terminal, over a large table.</summary>
internal sealed class ScreenBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int Runs = 3;

    /// <summary>Ten readings.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(20);

    public override string Name => "screen";

    public override IEnumerable<string> Notes()
    {
        using var netns = new BenchmarkNamespace();
        var table = new BenchmarkTable(5_000, 10);
        TableContenders.After(table, new Contender("none", _ => () => TimeSpan.Zero)).Prepare(netns);
        using var terminal = new ScreenSession(80, 24);
        terminal.Type($"Show-IpvsStatistic -NetNamespace {netns.Name}");
        terminal.Until(shown => shown.Contains("50,000 servers", StringComparison.Ordinal), "all of it", TimeSpan.FromMinutes(5));
        yield return Measure("80x24", terminal, _ => { });
        terminal.Resize(200, 60);
        terminal.Press("r");
        yield return Measure("200x60 with real servers", terminal, _ => { });
        yield return Measure(
            "while it is resized every second",
            terminal,
            second => terminal.Resize(80 + (second % 2 * 120), 24 + (second % 3 * 18))
        );
    }

    private static string Measure(string what, ScreenSession terminal, Action<int> everySecond)
    {
        var shares = new double[Runs];
        for (int run = 0; run < Runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = ProcessorTime(terminal.ProcessId);
            for (int second = 0; Stopwatch.GetElapsedTime(start) < Span; second++)
            {
                everySecond(second);
                Thread.Sleep(TimeSpan.FromSeconds(1));
            }

            shares[run] = (ProcessorTime(terminal.ProcessId) - before) / Stopwatch.GetElapsedTime(start);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {shares.Min():P1} to {shares.Max():P1} of a processor, {Runs} times {Span.TotalSeconds} s."
        );
    }

    private static TimeSpan ProcessorTime(int process)
    {
        using Process one = Process.GetProcessById(process);
        return one.TotalProcessorTime;
    }
}
