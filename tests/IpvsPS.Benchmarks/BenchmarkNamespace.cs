using System.Diagnostics;
using System.Globalization;
using IpvsPS.Namespaces;

namespace IpvsPS.Benchmarks;

/// <summary>A fresh network namespace with lo up, for one run of one contender.</summary>
internal sealed class BenchmarkNamespace : IDisposable
{
    private static int _count;
    private readonly List<IDisposable> _resources = [];

    public BenchmarkNamespace()
    {
        Name = $"bench{Interlocked.Increment(ref _count)}";
        Shell($"ip netns add {Name} && ip -n {Name} link set lo up");
        Handle = Keep(NetNamespaceHandle.Open(new NetNamespace(Name)));
    }

    public string Name { get; }

    public NetNamespaceHandle Handle { get; }

    /// <summary>Has something closed at the end of the run, before the namespace goes.</summary>
    public T Keep<T>(T resource)
        where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Runs a shell command, in which $netns is this namespace's name, and returns its output.</summary>
    public string Native(string command) => Shell($"netns={Name}; {command}");

    /// <summary>
    /// Runs a shell command that measures itself: starting a program from this large process costs more than from a shell,
    /// and no tool is to be charged with that.
    /// </summary>
    public TimeSpan Time(string command)
    {
        string[] seconds = Native($"{{ start=$EPOCHREALTIME; {command}; end=$EPOCHREALTIME; }} >/dev/null; echo $start $end").Split();
        return TimeSpan.FromSeconds(
            double.Parse(seconds[1], CultureInfo.InvariantCulture) - double.Parse(seconds[0], CultureInfo.InvariantCulture)
        );
    }

    public void Dispose()
    {
        for (int i = _resources.Count - 1; i >= 0; i--)
        {
            _resources[i].Dispose();
        }

        Shell($"ip netns delete {Name}");
    }

    private static string Shell(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-ec", command]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'{command}' ended with exit code {process.ExitCode}.");
    }
}
