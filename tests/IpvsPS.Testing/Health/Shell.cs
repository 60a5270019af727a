using System.Diagnostics;

namespace IpvsPS.Testing.Health;

/// <summary>Runs shell commands that must succeed.</summary>
internal static class Shell
{
    /// <summary>Runs commands, of which each must succeed, and returns what they printed.</summary>
    public static string Run(string command) => StandingShell.RunHere($"set -e\n{command}");

    /// <summary>Starts a command, which the shell becomes where it begins with exec.</summary>
    public static Process Start(string command) =>
        Process.Start(new ProcessStartInfo("bash", ["-ec", command]) { RedirectStandardOutput = true })!;
}
