namespace IpvsPS.Lab.Host;

/// <summary>What one boot of the lab's kernel runs, and how.</summary>
public sealed record GuestCommand(string FileName, params string[] Arguments)
{
    /// <summary>The working directory in the guest, which has the machine's paths.</summary>
    public string Directory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Variables beside those every guest command has.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the guest may live, boot included; infinite by default.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Boots without ip_vs and its schedulers, to see what a machine without them says.</summary>
    public bool WithoutIpvs { get; init; }

    /// <summary>Has PowerShell as its package brings it, and not compiled ahead: what is measured is measured so.</summary>
    public bool PortablePowerShell { get; init; }

    /// <summary>The kernel that is booted.</summary>
    public LabKernel Kernel { get; init; }

    /// <summary>
    /// How many processors the stock kernel has; a user-mode kernel always has one. Where other guests run beside it, one: of two, the
    /// one that runs would wait for the one that the machine has taken away, and compute to do so.
    /// </summary>
    public int Processors { get; init; } = 2;

    /// <summary>Gives the command the caller's terminal instead of pipes.</summary>
    public bool Terminal { get; init; }

    /// <summary>A command that runs a .NET assembly with the runtime that runs this program.</summary>
    public static GuestCommand ForAssembly(string assembly, params string[] arguments) =>
        new(GuestEnvironment.DotnetHost, ["exec", assembly, .. arguments]);
}
