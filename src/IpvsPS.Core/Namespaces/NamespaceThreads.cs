namespace IpvsPS.Namespaces;

/// <summary>Which threads of this process are in which namespace.</summary>
internal static class NamespaceThreads
{
    private const string Tasks = "/proc/self/task";

    /// <summary>The runtime's compiler thread: it runs nobody's code, opens no socket, and ends when it has nothing to do.</summary>
    private const string CompilerThread = ".NET Tiered Com";

    /// <summary>The kernel's number of the calling thread.</summary>
    public static int CurrentId => int.Parse(Path.GetFileName(File.ResolveLinkTarget("/proc/thread-self", false)!.FullName));

    /// <summary>The threads that are in a namespace now, by the kernel's number.</summary>
    public static HashSet<int> In(NamespaceId space) => Directory.EnumerateDirectories(Tasks)
        .Where(task => NamespaceId.TryRead(Path.Combine(task, "ns/net"), out _) == space && !IsCompiler(task))
        .Select(task => int.Parse(Path.GetFileName(task)))
        .ToHashSet();

    private static bool IsCompiler(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd() == CompilerThread;
        }
        catch (IOException)
        {
            // The thread has ended.
            return true;
        }
    }
}
