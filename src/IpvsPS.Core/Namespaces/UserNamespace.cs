using System.Globalization;

namespace IpvsPS.Namespaces;

/// <summary>Whether this process is where root has every capability, or in a container whose root has not.</summary>
public static class UserNamespace
{
    /// <summary>CAP_NET_ADMIN, from <c>include/uapi/linux/capability.h</c>.</summary>
    private const int NetAdmin = 12;

    /// <summary>
    /// Whether this process holds CAP_NET_ADMIN in every network namespace there is: in the initial user namespace, with
    /// the capability effective. A refusal then has another reason.
    /// </summary>
    public static bool HoldsNetAdmin => IsInitial(ReadMap()) && HasNetAdmin(ReadText("/proc/self/status"));

    /// <summary>What to do where the kernel wants a capability.</summary>
    public static string RunAsRoot { get; } = Describe(ReadMap());

    /// <param name="map">The text of <c>/proc/self/uid_map</c>; the initial user namespace's is the whole range onto itself.</param>
    internal static string Describe(string map) =>
        IsInitial(map) ? "run as root." : "run as root outside of this user namespace, whose own root does not have it.";

    /// <param name="status">The text of <c>/proc/self/status</c>.</param>
    internal static bool HasNetAdmin(string status)
    {
        const string key = "CapEff:";
        string? line = status.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong effective)
            && (effective >> NetAdmin & 1) != 0;
    }

    private static bool IsInitial(string map) =>
        map.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295"] or [];

    private static string ReadMap() => ReadText("/proc/self/uid_map");

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel without user namespaces has no such file.
            return string.Empty;
        }
    }
}
