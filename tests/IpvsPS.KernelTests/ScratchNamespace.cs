using IpvsPS.Testing;

namespace IpvsPS.KernelTests;

/// <summary>A named network namespace with lo up, for one test.</summary>
internal sealed class ScratchNamespace : IDisposable
{
    private static int _count;

    private readonly Lazy<StandingShell> _shell;

    public ScratchNamespace(bool loopbackUp = true)
    {
        Name = $"scratch{Interlocked.Increment(ref _count)}";
        _shell = new(() => new StandingShell("ip", "netns", "exec", Name, "bash"));
        LabSession.Native($"ip netns add {Name}{(loopbackUp ? $" && ip -n {Name} link set lo up" : string.Empty)}");
    }

    public string Name { get; }

    /// <summary>Runs a shell command inside and returns its output.</summary>
    public string Native(string command)
    {
        lock (_shell)
        {
            return _shell.Value.Run(command);
        }
    }

    /// <summary>The rules as ipvsadm saves them, sorted, one a line.</summary>
    public string[] Saved() =>
        [
            .. Native("ipvsadm -Sn")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Trim())
                .Order(StringComparer.Ordinal),
        ];

    public override string ToString() => Name;

    public void Dispose()
    {
        if (_shell.IsValueCreated)
        {
            _shell.Value.Dispose();
        }

        LabSession.Native($"ip netns delete {Name}");
    }
}
