using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace IpvsPS.Firewall;

/// <summary>
/// Children <c>nft</c> of a process that was killed. Such a child goes on, and would change the table after it has been compared.
/// </summary>
internal static class LeftPrograms
{
    /// <summary>Stands in the environment of a child that makes changes, with the namespace whose table it changes.</summary>
    public const string Variable = "IPVSPS_FIREWALL";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until none is left of a namespace, and ends those that do not end. The caller alone may make changes there.</summary>
    /// <param name="netns">The namespace, as the variable holds it.</param>
    /// <param name="limit">How long they may take.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static void AwaitEnd(string netns, TimeSpan limit, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (Find(netns) is { Count: > 0 } left)
        {
            if (waited.Elapsed > limit)
            {
                left.ForEach(Kill);
            }

            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static List<int> Find(string netns)
    {
        string wanted = $"{Variable}={netns}";
        var found = new List<int>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            // The names are asked first: reading an environment takes the lock of that process's memory.
            if (
                int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Read(directory, "comm").TrimEnd('\n') == "nft"
                && Read(directory, "environ").Split('\0').Contains(wanted)
            )
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>A file of a process; empty where it has ended, or is another user's.</summary>
    private static string Read(string directory, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
