using System.Globalization;

namespace IpvsPS.Testing;

/// <summary>What a process and its children hold, in KiB: all of it, and without what others share with them.</summary>
internal readonly record struct ProcessMemory(long Resident, long Proportional);

/// <summary>What the kernel knows of another process.</summary>
internal static class OtherProcess
{
    /// <summary>The processor's time of a process and its children.</summary>
    /// <remarks>The 14th and 15th fields of /proc/PID/stat are user and system time in hundredths of a second.</remarks>
    public static TimeSpan Time(int process) =>
        TimeSpan.FromMilliseconds(
            10
                * Family(process)
                    .Select(id => File.ReadAllText($"/proc/{id}/stat"))
                    .Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' '))
                    .Sum(fields =>
                        long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
                    )
        );

    public static ProcessMemory Memory(int process) => new(Kilobytes(process, "Rss:"), Kilobytes(process, "Pss:"));

    /// <summary>How often each thread has given up the processor by itself so far, which is how often it was woken.</summary>
    public static Dictionary<string, long> Wakeups(int process) =>
        Directory
            .EnumerateDirectories($"/proc/{process}/task")
            .Select(task => (Name: $"{File.ReadAllText($"{task}/comm").Trim()} {Path.GetFileName(task)}", Count: WakeupsOf(task)))
            .ToDictionary(one => one.Name, one => one.Count);

    private static long WakeupsOf(string task) =>
        long.Parse(
            File.ReadLines($"{task}/status")
                .First(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal))
                .Split(':')[1],
            CultureInfo.InvariantCulture
        );

    /// <summary>A process and its children, as keepalived has one that checks.</summary>
    private static string[] Family(int process) =>
        [$"{process}", .. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static long Kilobytes(int process, string name) =>
        Family(process)
            .Select(id =>
                File.ReadLines($"/proc/{id}/smaps_rollup").First(line => line.StartsWith(name, StringComparison.Ordinal))[4..].Split("kB")[
                    0
                ]
            )
            .Sum(kilobytes => long.Parse(kilobytes, CultureInfo.InvariantCulture));
}
