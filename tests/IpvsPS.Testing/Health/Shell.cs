using System.Diagnostics;

namespace IpvsPS.Testing.Health;

/// <summary>Runs shell commands that must succeed.</summary>
internal static class Shell
{
    /// <summary>Runs a command and returns what it printed.</summary>
    public static string Run(string command)
    {
        using Process process = Start(command);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}.");
    }

    /// <summary>Starts a command, which the shell becomes where it begins with exec.</summary>
    public static Process Start(string command) =>
        Process.Start(new ProcessStartInfo("bash", ["-ec", command]) { RedirectStandardOutput = true })!;
}
