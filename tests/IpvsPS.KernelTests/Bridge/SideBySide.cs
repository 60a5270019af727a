using System.Diagnostics;

namespace IpvsPS.KernelTests.Bridge;

/// <summary>
/// Whether two guests side by side get more done than one. A guest is mostly page tables and switches between address spaces. Some
/// virtual machines keep page tables in software, and one processor waits there while the other changes them: a guest beside another
/// takes three times as long.
/// </summary>
internal static class SideBySide
{
    /// <summary>Twice the work in less than this many times the time of once the work.</summary>
    private const double Worthwhile = 1.5;

    private const string Forks = "for ((i = 0; i < 100; i++)); do (:); done";

    /// <summary>Measures it, in a second or two: how long a shell takes that starts processes, alone and with another one.</summary>
    public static bool IsFaster()
    {
        TimeSpan[] alone = [Measure(1), Measure(1), Measure(1)];
        TimeSpan[] beside = [Measure(2), Measure(2), Measure(2)];
        return beside.Min() < alone.Min() * Worthwhile;
    }

    private static TimeSpan Measure(int shells)
    {
        var time = Stopwatch.StartNew();
        Process[] started = [.. Enumerable.Range(0, shells).Select(_ => Process.Start("bash", ["-c", Forks]))];
        foreach (Process process in started)
        {
            process.WaitForExit();
            process.Dispose();
        }

        return time.Elapsed;
    }
}
