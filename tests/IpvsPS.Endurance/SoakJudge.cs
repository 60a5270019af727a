using IpvsPS.Testing;

namespace IpvsPS.Endurance;

/// <summary>
/// Whether what a soak held was flat. The time is cut into four parts: in the first the runtime compiles and caches fill. What
/// leaks has a higher lowest point in the last part than in the second; what is held for a moment has not.
/// </summary>
public static class SoakJudge
{
    /// <summary>Samples that a judgement takes.</summary>
    public const int LeastSamples = 12;

    /// <summary>
    /// What a figure may grow by between the parts. Descriptors, threads and mounts: by none. The collected heap: by what
    /// the engine caches of it; a leak of 1 kB a round is more. The memory of the process: by what the runtime still compiles.
    /// </summary>
    private static readonly (string Name, Func<ProcessFigures, long> Of, long MostGrowth)[] Rules =
    [
        ("descriptors", figures => figures.Descriptors, 0),
        ("sockets", figures => figures.Sockets, 0),
        ("namespaces", figures => figures.Namespaces, 0),
        ("threads", figures => figures.Threads, 0),
        ("mounts", figures => figures.Mounts, 0),
        ("kB of heap", figures => figures.HeapKilobytes, 256),
        ("kB of memory", figures => figures.ResidentKilobytes, 16 << 10),
    ];

    /// <summary>What grew, in words.</summary>
    public static IReadOnlyList<string> FindGrowth(IReadOnlyList<SoakSample> samples)
    {
        if (samples.Count < LeastSamples)
        {
            return [$"{samples.Count} samples are too few to judge by: {LeastSamples} are needed"];
        }

        int part = samples.Count / 4;
        var flaws = new List<string>();
        foreach ((string name, Func<ProcessFigures, long> of, long mostGrowth) in Rules)
        {
            long early = samples.Skip(part).Take(part).Min(sample => of(sample.Figures));
            long late = samples.Skip(samples.Count - part).Min(sample => of(sample.Figures));
            if (late - early > mostGrowth)
            {
                flaws.Add($"{name} grew: at least {early} in the second quarter of the time, and at least {late} in the last");
            }
        }

        return flaws;
    }
}
