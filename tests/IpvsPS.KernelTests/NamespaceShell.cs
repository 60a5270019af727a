using IpvsPS.Testing;

namespace IpvsPS.KernelTests;

/// <summary>A shell that stays in a namespace for many commands: entering it anew for each takes longer than most of them.</summary>
internal sealed class NamespaceShell(ScratchNamespace netns) : IDisposable
{
    private readonly StandingShell _shell = new("ip", "netns", "exec", netns.Name, "bash");

    /// <summary>Runs a shell command that must succeed and returns what it printed, errors included.</summary>
    public string Run(string command) => _shell.RunWithErrors(command);

    public void Dispose() => _shell.Dispose();
}
