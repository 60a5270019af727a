using System.Diagnostics;
using System.Text;

namespace IpvsPS.KernelTests;

/// <summary>A shell that stays in a namespace for many commands: entering it anew for each takes longer than most of them.</summary>
internal sealed class NamespaceShell : IDisposable
{
    private const string EndMark = "--- end ";

    private readonly Process _process;

    public NamespaceShell(ScratchNamespace netns) =>
        _process = Process.Start(
            new ProcessStartInfo("ip", ["netns", "exec", netns.Name, "bash"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

    /// <summary>Runs a shell command that must succeed and returns what it printed.</summary>
    public string Run(string command)
    {
        _process.StandardInput.WriteLine($"{{ {command}; }} 2>&1; echo '{EndMark}'$?");
        _process.StandardInput.Flush();
        var output = new StringBuilder();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(EndMark, StringComparison.Ordinal))
            {
                Assert.True(line == EndMark + "0", $"{command}\n{output}{line}");
                return output.ToString();
            }

            output.Append(line).Append('\n');
        }

        throw new InvalidOperationException($"The shell ended in: {command}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
