using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// What this process sees of /proc. It may be mounted without /proc/sys (<c>subset=pid</c>, a systemd unit's ProcSubset=pid) or without
/// other users' processes (<c>hidepid</c>, ProtectProc): a file that is not there then says nothing of the kernel.
/// </summary>
internal static partial class ProcMount
{
    /// <summary>Throws where a missing file of /proc is not the kernel's word, so that the caller does not take it for that.</summary>
    /// <param name="path">The file that is not there.</param>
    /// <exception cref="NetNamespaceException">/proc, or /proc/sys where the file is below it, is not there.</exception>
    public static void ThrowIfHidden(string path)
    {
        if (!Directory.Exists("/proc/self"))
        {
            throw new NetNamespaceException(NetNamespaceError.ProcHidden, $"{path} cannot be read: /proc is not mounted here.");
        }

        if (path.StartsWith("/proc/sys/", StringComparison.Ordinal) && !Directory.Exists("/proc/sys"))
        {
            throw new NetNamespaceException(
                NetNamespaceError.ProcHidden,
                $"{path} cannot be read, and whether the kernel has it cannot be told: /proc is mounted without /proc/sys here "
                    + "(subset=pid)."
            );
        }
    }

    /// <summary>Whether /proc leaves out the processes of other users: that of process 1, which always runs, is missing.</summary>
    public static bool HidesProcesses => !Directory.Exists("/proc/1");

    /// <summary>Whether a process runs that /proc does not show.</summary>
    public static bool Hides(int process) =>
        !Directory.Exists(FormattableString.Invariant($"/proc/{process}"))
        && (Signal(process, 0) == 0 || Marshal.GetLastPInvokeError() == EPERM);

    /// <summary>Signal 0 is not sent: the kernel only looks for the process.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
