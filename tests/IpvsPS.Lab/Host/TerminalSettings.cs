using System.Diagnostics;

namespace IpvsPS.Lab.Host;

/// <summary>Puts the terminal back as it was: a guest that is cut short leaves it in raw mode.</summary>
internal sealed class TerminalSettings : IDisposable
{
    private readonly string _saved = Stty("-g");

    public void Dispose() => Stty(_saved);

    private static string Stty(string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo("stty", [argument]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
