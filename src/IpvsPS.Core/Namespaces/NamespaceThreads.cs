using System.Globalization;

namespace IpvsPS.Namespaces;

/// <summary>Which threads of this process are in which namespace.</summary>
internal static class NamespaceThreads
{
    private const string Tasks = "/proc/self/task";

    /// <summary>The runtime's compiler and garbage collector: they run nobody's code, open no socket, and come and go.</summary>
    private static readonly string[] RuntimeThreads = [".NET Tiered Com", ".NET BGC"];

    /// <summary>The kernel's number of the calling thread.</summary>
    public static int CurrentId =>
        int.Parse(Path.GetFileName(File.ResolveLinkTarget("/proc/thread-self", false)!.FullName), CultureInfo.InvariantCulture);

    /// <summary>The threads that are in a namespace now, by the kernel's number.</summary>
    public static HashSet<int> In(NamespaceFileId netns) =>
        Directory
            .EnumerateDirectories(Tasks)
            .Where(task => NamespaceFileId.TryRead(Path.Combine(task, "ns/net"), out _) == netns && !IsOfRuntime(task))
            .Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))
            .ToHashSet();

    /// <summary>Whether a thread of this process has the number.</summary>
    public static bool Exists(int thread) => Directory.Exists(FormattableString.Invariant($"{Tasks}/{thread}"));

    private static bool IsOfRuntime(string task)
    {
        try
        {
            return RuntimeThreads.Contains(File.ReadAllText(Path.Combine(task, "comm")).TrimEnd());
        }
        catch (IOException)
        {
            // The thread has ended.
            return true;
        }
    }
}
