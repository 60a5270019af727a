using IpvsPS.Testing;

namespace IpvsPS.KernelTests;

/// <summary>A named network namespace with lo up, for one test.</summary>
internal sealed class ScratchNamespace : IDisposable
{
    private static int _count;

    private StandingShell? _shell;

    public ScratchNamespace(bool loopbackUp = true)
    {
        Name = $"scratch{Interlocked.Increment(ref _count)}";
        LabSession.Native($"ip netns add {Name}{(loopbackUp ? $" && ip -n {Name} link set lo up" : string.Empty)}");
    }

    public string Name { get; }

    /// <summary>Runs a shell command inside and returns its output.</summary>
    public string Native(string command) => Use(shell => shell.Run(command));

    /// <summary>Runs a shell command inside and returns what it printed, errors included.</summary>
    public string NativeWithErrors(string command) => Use(shell => shell.RunWithErrors(command));

    /// <summary>Ends what runs commands inside: for a test that removes the namespace itself, which would live on.</summary>
    public void Leave()
    {
        _shell?.Dispose();
        _shell = null;
    }

    /// <summary>The rules as ipvsadm saves them, sorted, one a line.</summary>
    public string[] Saved() =>
        [
            .. SettledText
                .Read(() => Native("ipvsadm -Sn"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Trim())
                .Order(StringComparer.Ordinal),
        ];

    public override string ToString() => Name;

    public void Dispose()
    {
        Leave();
        LabSession.Native($"ip netns delete {Name}");
    }

    /// <summary>Entering the namespace anew for each command takes longer than most of them.</summary>
    private string Use(Func<StandingShell, string> run)
    {
        lock (Name)
        {
            return run(_shell ??= new StandingShell("ip", "netns", "exec", Name, "bash"));
        }
    }
}
