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

    /// <summary>So many bad results in a row come from the machine itself, not from other work on it.</summary>
    private const int MostRounds = 30;

    /// <summary>Measures how long a shell takes that starts processes, alone and with another one.</summary>
    /// <remarks>What else the machine does makes a measurement longer and never shorter: so the shortest of each counts, and a bad
    /// result is measured again.</remarks>
    public static bool IsFaster()
    {
        TimeSpan alone = TimeSpan.MaxValue;
        TimeSpan beside = TimeSpan.MaxValue;
        for (int round = 0; round < MostRounds; round++)
        {
            alone = Shorter(alone, Measure(1));
            beside = Shorter(beside, Measure(2));
            if (round > 0 && beside < alone * Worthwhile)
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

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
