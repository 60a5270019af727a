using System.Diagnostics;
using IpvsPS.Testing.Engine;

namespace IpvsPS.Benchmarks;

/// <summary>The one warm PowerShell session that the cmdlets are measured in, and how a measurement is taken.</summary>
internal sealed class BenchmarkSession : IDisposable
{
    /// <summary>The best of so many runs counts, after one that warms up.</summary>
    private const int Runs = 3;

    private readonly PowerShellEngine _engine = new(TextWriter.Null);

    public BenchmarkSession() => _engine.ImportModule();

    /// <summary>Times a script in a namespace, which it knows as $netns, with values prepared before the clock starts.</summary>
    public Contender Cmdlets(string script, params (string Name, object Value)[] variables) =>
        new(
            "IpvsPS",
            netns =>
            {
                _engine.SetVariable("netns", netns.Name);
                foreach ((string name, object value) in variables)
                {
                    _engine.SetVariable(name, value);
                }

                return () => Time(() => _engine.Run(script).ThrowOnError());
            }
        );

    /// <summary>Runs the contenders in turn, each time in a fresh namespace, and keeps the best time of each.</summary>
    public static Measurement Measure(Job job)
    {
        Contender[] contenders = [.. new[] { job.Module, job.Tool, job.Raw }.OfType<Contender>()];
        var best = contenders.ToDictionary(contender => contender, _ => TimeSpan.MaxValue);
        foreach (Contender contender in contenders)
        {
            RunOnce(job, contender);
        }

        for (int run = 0; run < Runs; run++)
        {
            foreach (Contender contender in contenders)
            {
                TimeSpan time = RunOnce(job, contender) / contender.Share;
                best[contender] = time < best[contender] ? time : best[contender];
            }
        }

        return new Measurement(best[job.Module], job.Tool is { } tool ? best[tool] : null, job.Raw is { } raw ? best[raw] : null);
    }

    public static TimeSpan Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }

    public void Dispose() => _engine.Dispose();

    private static TimeSpan RunOnce(Job job, Contender contender)
    {
        using var netns = new BenchmarkNamespace();
        Func<TimeSpan> work = contender.Prepare(netns);

        // What one contender leaves behind is not to be collected on another's time.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TimeSpan time = work();
        if (contender.Share == 1)
        {
            job.Check(netns);
        }

        return time;
    }
}
