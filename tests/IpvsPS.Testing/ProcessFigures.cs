using System.Globalization;

namespace IpvsPS.Testing;

/// <summary>What this process holds at one moment, and what it has left in the kernel.</summary>
/// <param name="Descriptors">Open descriptors, without those of loaded assemblies and of their symbols, which the first stack trace opens:
/// rare branches load more of them, and none is ever closed.</param>
/// <param name="Sockets">Those of them that are sockets.</param>
/// <param name="Namespaces">Those of them that keep a network namespace.</param>
/// <param name="Threads">Threads, without those of the runtime's pool, compiler and collector, which come and go.</param>
/// <param name="Mounts">Mounts that this process sees, named namespaces among them.</param>
/// <param name="HeapKilobytes">What the collector could not free.</param>
/// <param name="ResidentKilobytes">The process's memory.</param>
public sealed record ProcessFigures(
    int Descriptors,
    int Sockets,
    int Namespaces,
    int Threads,
    int Mounts,
    long HeapKilobytes,
    long ResidentKilobytes
)
{
    /// <summary>The names of the runtime's own threads, as far as the kernel keeps names.</summary>
    private static readonly string[] RuntimeThreads =
    [
        ".NET TP",
        ".NET Tiered",
        ".NET BGC",
        ".NET Server GC",
        ".NET Finalizer",
        ".NET Timer",
    ];

    /// <summary>What each descriptor leads to.</summary>
    public IReadOnlyList<string> Targets { get; private init; } = [];

    /// <summary>The names of the threads, as far as the kernel keeps them.</summary>
    public IReadOnlyList<string> ThreadNames { get; private init; } = [];

    /// <summary>Looks, after everything that nobody refers to has been freed.</summary>
    public static ProcessFigures Take()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        string[] descriptors = ReadDescriptors();
        string[] threads = ReadThreads();
        return new ProcessFigures(
            descriptors.Length,
            descriptors.Count(target => target.StartsWith("socket:", StringComparison.Ordinal)),
            descriptors.Count(target =>
                target.StartsWith("net:", StringComparison.Ordinal) || target.EndsWith("/ns/net", StringComparison.Ordinal)
            ),
            threads.Length,
            File.ReadLines("/proc/self/mountinfo").Count(),
            GC.GetTotalMemory(forceFullCollection: true) / 1024,
            ReadResident()
        )
        {
            Targets = descriptors,
            ThreadNames = threads,
        };
    }

    /// <summary>The figures alone: who keeps many must not keep the names of every descriptor and thread with them.</summary>
    public ProcessFigures WithoutNames() => this with { Targets = [], ThreadNames = [] };

    /// <summary>What each open descriptor leads to.</summary>
    private static string[] ReadDescriptors() =>
        [
            .. Directory
                .EnumerateFiles("/proc/self/fd")
                .Select(Target)
                .OfType<string>()
                .Where(target => !target.EndsWith("/fd", StringComparison.Ordinal) && Path.GetExtension(target) is not (".dll" or ".pdb")),
        ];

    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // The descriptor of the listing itself.
            return null;
        }
    }

    private static string[] ReadThreads() =>
        [
            .. Directory
                .EnumerateDirectories("/proc/self/task")
                .Select(NameOf)
                .OfType<string>()
                .Where(name => !Array.Exists(RuntimeThreads, runtime => name.StartsWith(runtime, StringComparison.Ordinal))),
        ];

    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    private static long ReadResident()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line[6..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
