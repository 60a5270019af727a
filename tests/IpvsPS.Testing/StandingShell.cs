using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace IpvsPS.Testing;

/// <summary>
/// A bash that stays for many commands, each in a subshell of it: in the lab a bash takes 120 ms to start, and a subshell 40. It enters
/// no namespace of its own, so a command runs where the thread that started its shell was.
/// </summary>
internal sealed class StandingShell : IDisposable
{
    private const string EndMark = "\n--- end of a command ";

    /// <summary>Shells of the namespace in which this process began, free for the next command. Several, for commands that run
    /// side by side.</summary>
    private static readonly ConcurrentBag<StandingShell> Free = [];

    private static readonly string Home = NamespaceOfThread();
    private static int _count;

    private readonly Process _process;
    private readonly string _errorFile = Path.Combine(
        Path.GetTempPath(),
        $"standing-shell-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}"
    );

    private bool _ended;

    /// <summary>Starts the program, a bash or one that becomes one.</summary>
    public StandingShell(params string[] program) =>
        _process = Process.Start(
            new ProcessStartInfo(program[0], program[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;

    /// <summary>Runs a command in the namespace of the calling thread, which must succeed, and returns its standard output.</summary>
    public static string RunHere(string command)
    {
        if (NamespaceOfThread() != Home)
        {
            using var own = new StandingShell("bash");
            return own.Run(command);
        }

        StandingShell shell = Free.TryTake(out StandingShell? free) ? free : new StandingShell("bash");
        try
        {
            return shell.Run(command);
        }
        finally
        {
            if (!shell._ended)
            {
                Free.Add(shell);
            }
        }
    }

    /// <summary>Runs a command that must succeed and returns its standard output.</summary>
    public string Run(string command) => Run(command, $"'{_errorFile}'");

    /// <summary>Runs a command that must succeed and returns what it printed, errors included.</summary>
    public string RunWithErrors(string command) => Run(command, "&1");

    private string Run(string command, string errors)
    {
        // On a line of its own, the end is no part of a comment or a here-document that ends the command.
        _process.StandardInput.Write($"(\n{command}\n) </dev/null 2>{errors}; printf '\\n%s%d\\n' '{EndMark[1..]}' $?\n");
        _process.StandardInput.Flush();
        if (ReadToMark() is not var (output, exitCode))
        {
            _ended = true;
            throw new InvalidOperationException($"The shell ended in: {command}");
        }

        if (exitCode == "0")
        {
            return output;
        }

        string said = errors == "&1" ? string.Empty : File.ReadAllText(_errorFile);
        throw new InvalidOperationException($"'{command}' ended with exit code {exitCode}: {output}{said}");
    }

    /// <summary>The command's output and exit code; null where the shell has ended.</summary>
    private (string Output, string ExitCode)? ReadToMark()
    {
        var text = new StringBuilder();
        char[] buffer = new char[4096];
        while (_process.StandardOutput.Read(buffer) is > 0 and int count)
        {
            text.Append(buffer, 0, count);
            string all = text[^1] == '\n' ? text.ToString() : string.Empty;
            int end = all.LastIndexOf(EndMark, StringComparison.Ordinal);
            if (end >= 0)
            {
                return (all[..end], all[(end + EndMark.Length)..^1]);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_errorFile);
    }

    private static string NamespaceOfThread() => new FileInfo("/proc/thread-self/ns/net").LinkTarget!;
}
