using System.ComponentModel;
using System.Diagnostics;

namespace IpvsPS.Firewall;

/// <summary>
/// Children <c>nft</c> of a process that was killed. Such a child goes on, and would change the table after it has been compared.
/// </summary>
internal static class LeftPrograms
{
    /// <summary>Stands in the environment of a child that makes changes, with the namespace whose table it changes.</summary>
    public const string Variable = "IPVSPS_FIREWALL";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until none is left of a namespace, and ends those that do not end. The caller alone may make changes there.</summary>
    /// <param name="netns">The namespace, as the variable holds it.</param>
    /// <param name="limit">How long they may take.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static void AwaitEnd(string netns, TimeSpan limit, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (IsAnyLeft(netns, isOverdue: waited.Elapsed > limit))
        {
            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static bool IsAnyLeft(string netns, bool isOverdue)
    {
        bool isAny = false;
        foreach (Process process in Process.GetProcessesByName("nft"))
        {
            using (process)
            {
                if (ReadEnvironment(process.Id).Contains($"{Variable}={netns}"))
                {
                    isAny = true;
                    EndIf(isOverdue, process);
                }
            }
        }

        return isAny;
    }

    /// <summary>The variables of a process; none where it has ended, or is another user's.</summary>
    private static string[] ReadEnvironment(int id)
    {
        try
        {
            return File.ReadAllText(FormattableString.Invariant($"/proc/{id}/environ")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void EndIf(bool isOverdue, Process process)
    {
        try
        {
            if (isOverdue)
            {
                process.Kill();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
