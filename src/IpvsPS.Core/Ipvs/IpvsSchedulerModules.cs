using System.Runtime.InteropServices;
using System.Text;

namespace IpvsPS.Ipvs;

/// <summary>How the running kernel has a scheduler.</summary>
public enum IpvsSchedulerState
{
    /// <summary>It can be used at once: its module is loaded.</summary>
    Loaded,

    /// <summary>It can be used at once: it is a part of the kernel.</summary>
    BuiltIn,

    /// <summary>Its module is installed for this kernel, which loads it when a service asks for it.</summary>
    Loadable,
}

/// <summary>A scheduler of the running kernel.</summary>
/// <param name="Name">The name that services have it by.</param>
/// <param name="State">How the kernel has it.</param>
public readonly record struct IpvsKernelScheduler(string Name, IpvsSchedulerState State);

/// <summary>
/// The schedulers of the running kernel, found by their modules <c>ip_vs_NAME</c>: the kernel has no list of them, and asking for one by
/// its name would load it.
/// </summary>
public static unsafe partial class IpvsSchedulerModules
{
    private const string Prefix = "ip_vs_";

    /// <summary>The name's place in struct utsname, <c>include/uapi/linux/utsname.h</c>: six texts of 65 bytes.</summary>
    private const int ReleaseOffset = 2 * NameLength;
    private const int NameLength = 65;

    /// <summary>The directory with the modules of the running kernel; a container has none as a rule.</summary>
    public static string Directory => $"/lib/modules/{Release}";

    /// <summary>The schedulers, sorted by name; none where the kernel has no IPVS.</summary>
    /// <returns>The schedulers. What is built in and has no parameters is known only where <see cref="Directory"/> is there.</returns>
    public static List<IpvsKernelScheduler> List() => List("/sys/module", Directory);

    /// <summary>As <see cref="List()"/>, of other directories.</summary>
    internal static List<IpvsKernelScheduler> List(string loaded, string installed)
    {
        var found = new SortedDictionary<string, IpvsSchedulerState>(StringComparer.Ordinal);
        bool hasIpvs = System.IO.Directory.Exists(Path.Combine(loaded, "ip_vs"));
        foreach (string module in Names(loaded))
        {
            // A part of the kernel has a directory too, if it has parameters, but nothing that says how far its loading is.
            bool isModule = File.Exists(Path.Combine(loaded, module, "initstate"));
            Add(found, module, isModule ? IpvsSchedulerState.Loaded : IpvsSchedulerState.BuiltIn);
        }

        foreach (string module in Modules(Path.Combine(installed, "modules.builtin")))
        {
            hasIpvs |= module == "ip_vs";
            Add(found, module, IpvsSchedulerState.BuiltIn);
        }

        foreach (string module in Modules(Path.Combine(installed, "modules.dep")))
        {
            hasIpvs |= module == "ip_vs";
            Add(found, module, IpvsSchedulerState.Loadable);
        }

        if (hasIpvs)
        {
            // No module: the kernel takes the word for a service without a scheduler.
            found.TryAdd("none", IpvsSchedulerState.BuiltIn);
        }

        return [.. found.Select(pair => new IpvsKernelScheduler(pair.Key, pair.Value))];
    }

    private static string Release
    {
        get
        {
            byte* names = stackalloc byte[6 * NameLength];
            return ReadNames(names) == 0
                ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(names + ReleaseOffset))
                : string.Empty;
        }
    }

    private static void Add(SortedDictionary<string, IpvsSchedulerState> found, string module, IpvsSchedulerState state)
    {
        // Of the other modules with this prefix one is an application, and those of persistence engines begin with pe_.
        if (
            module.StartsWith(Prefix, StringComparison.Ordinal)
            && module != $"{Prefix}ftp"
            && !module.StartsWith($"{Prefix}pe_", StringComparison.Ordinal)
        )
        {
            found.TryAdd(module[Prefix.Length..], state);
        }
    }

    private static IEnumerable<string> Names(string directory) =>
        System.IO.Directory.Exists(directory)
            ? System.IO.Directory.EnumerateDirectories(directory, $"{Prefix}*").Select(path => Path.GetFileName(path))
            : [];

    /// <summary>The modules of a list of files: <c>kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: kernel/…</c>.</summary>
    private static IEnumerable<string> Modules(string list)
    {
        IEnumerable<string> lines;
        try
        {
            lines = File.ReadAllLines(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (string line in lines.Where(line => line.Contains("/ip_vs", StringComparison.Ordinal)))
        {
            string path = line.Split(':', 2)[0];
            string name = path[(path.LastIndexOf('/') + 1)..];
            int end = name.IndexOf(".ko", StringComparison.Ordinal);
            if (end > 0)
            {
                yield return name[..end].Replace('-', '_');
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "uname", SetLastError = true)]
    private static partial int ReadNames(byte* names);
}
