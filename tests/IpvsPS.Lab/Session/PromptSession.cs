using System.Diagnostics;
using System.Globalization;
using System.Text;
using IpvsPS.Testing;

namespace IpvsPS.Lab.Session;

/// <summary>
/// PowerShell in a process of its own, with the module imported, that is typed into: each statement is a pipeline of its own, and
/// what it shows is what the console host prints, in 80 columns and without colors.
/// </summary>
public sealed class PromptSession : IDisposable
{
    private const string EndMark = "--- end of statement, errors: ";

    /// <summary>Longer than any statement takes: PowerShell is ended under one that waits for ever, so that the tests go on.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    /// <summary>Starts PowerShell and imports the module. For the guest only.</summary>
    public PromptSession()
    {
        // Standard error comes through the same pipe, so that errors stand where they were shown.
        _process = Process.Start(
            new ProcessStartInfo("bash", ["-c", "exec pwsh -NoProfile -NonInteractive -Command - 2>&1"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["TERM"] = "dumb" },
            }
        )!;
        Prepare(StagedModule.ImportScript);
    }

    /// <summary>Types what must show nothing and make no error.</summary>
    public void Prepare(string statement)
    {
        string shown = Type(statement, out bool succeeded);
        if (!succeeded || shown.Length > 0)
        {
            throw new InvalidOperationException($"{statement}\n{shown}");
        }
    }

    /// <summary>Types a statement, and returns what is shown and whether it made no error.</summary>
    public string Type(string statement, out bool succeeded)
    {
        // The host takes a line at a time from a pipe: in one line, statements of several lines are one statement too.
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(statement));
        _process.StandardInput.Write(
            $"""
            $Error.Clear()
            . ([scriptblock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{encoded}'))))
            [Console]::Out.WriteLine("{EndMark}$($Error.Count)")

            """
        );
        _process.StandardInput.Flush();
        using var limit = new Timer(_ => _process.Kill(entireProcessTree: true), null, Longest, Timeout.InfiniteTimeSpan);
        var shown = new StringBuilder();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            // What a program printed last may have had no end of line.
            int end = line.IndexOf(EndMark, StringComparison.Ordinal);
            if (end >= 0)
            {
                succeeded = int.Parse(line[(end + EndMark.Length)..], CultureInfo.InvariantCulture) == 0;
                return shown.Append(line[..end]).ToString();
            }

            shown.Append(line).Append('\n');
        }

        throw new InvalidOperationException($"PowerShell ended in: {statement}\n{shown}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
