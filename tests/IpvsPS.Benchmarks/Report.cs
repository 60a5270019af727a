using System.Globalization;
using System.Runtime.InteropServices;

namespace IpvsPS.Benchmarks;

/// <summary>Writes the measurements as Markdown tables, as docs/performance.md holds them.</summary>
internal sealed class Report(TextWriter output)
{
    private bool _hasTable;

    /// <summary>Whether this is the user-mode kernel, and not the stock one in QEMU.</summary>
    public static bool IsUserModeKernel { get; } = File.ReadAllText("/proc/cpuinfo").Contains("User Mode Linux", StringComparison.Ordinal);

    public void Begin(BenchmarkGroup group)
    {
        output.WriteLine($"## {group.Name}");
        output.WriteLine();
        output.WriteLine(
            $"Kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()} ({(IsUserModeKernel ? "user-mode" : "stock, in QEMU")}), "
                + $"{RuntimeInformation.FrameworkDescription}."
        );
        output.WriteLine();
        _hasTable = false;
    }

    public void Write(Job job, Measurement times)
    {
        if (!_hasTable)
        {
            output.WriteLine("| job | IpvsPS | tool | raw loop | faster than the tool | times the raw loop |");
            output.WriteLine("|---|--:|--:|--:|--:|--:|");
            _hasTable = true;
        }

        string tool = times.Tool is { } toolTime ? $"`{job.Tool!.Name}` {Milliseconds(toolTime)}{Scaled(job.Tool)}" : string.Empty;
        output.WriteLine(
            $"| {job.Title} | {Milliseconds(times.Module)} | {tool} | {Milliseconds(times.Raw)} | "
                + $"{Ratio(times.Tool, times.Module)} | {Ratio(times.Module, times.Raw)} |"
        );
        output.Flush();
    }

    public void Write(IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            output.WriteLine();
            output.WriteLine(note);
        }

        output.WriteLine();
        output.Flush();
    }

    private static string Milliseconds(TimeSpan? time) =>
        time is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds:N1} ms") : string.Empty;

    private static string Scaled(Contender contender) =>
        contender.Share == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" (from {contender.Share:P0} of the job)");

    private static string Ratio(TimeSpan? dividend, TimeSpan? divisor) =>
        dividend is { } above && divisor is { } below ? string.Create(CultureInfo.InvariantCulture, $"{above / below:N2}") : string.Empty;
}
