using System.Diagnostics;
using System.Globalization;

namespace IpvsPS.Lab.Walkthrough;

/// <summary>The pods that the walkthrough balances between, and what ipvsadm sees.</summary>
internal static class Stage
{
    /// <summary>Builds the stage and returns each pod's name and process id.</summary>
    public static IReadOnlyDictionary<string, int> Build() =>
        Capture("bash", Path.Combine(AppContext.BaseDirectory, "Walkthrough", "stage.sh"))
            .Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

    /// <summary>What <c>ipvsadm -Ln</c> lists.</summary>
    public static string[] ListServices() => Capture("ipvsadm", "-Ln");

    private static string[] Capture(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
