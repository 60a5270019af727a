namespace IpvsPS.Namespaces;

/// <summary>Whether this process is where root has every capability, or in a container whose root has not.</summary>
public static class UserNamespace
{
    /// <summary>What to do where the kernel wants a capability.</summary>
    public static string RunAsRoot { get; } = Describe(ReadMap());

    /// <param name="map">The text of <c>/proc/self/uid_map</c>; the initial user namespace's is the whole range onto itself.</param>
    internal static string Describe(string map) => map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295"] or []
        ? "run as root."
        : "run as root outside of this user namespace, whose own root does not have it.";

    private static string ReadMap()
    {
        try
        {
            return File.ReadAllText("/proc/self/uid_map");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel without user namespaces has no such file.
            return string.Empty;
        }
    }
}
