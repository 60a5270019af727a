using System.Diagnostics;
using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// Starts programs in a namespace as <c>ip netns exec</c> does (iproute2's <c>netns_switch</c>): with the namespace's own
/// <c>/sys</c>, and with the files of <c>/etc/netns/NAME</c> in place of those of <c>/etc</c>. A thread of its own takes on both
/// namespaces, and the program inherits them from it.
/// </summary>
public static class NamespaceProgram
{
    private const string SettingsDirectory = "/etc/netns";

    /// <summary>Starts a program.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="program">What to start; its working directory must be given.</param>
    /// <param name="unbound">The files of <c>/etc/netns/NAME</c> that have no counterpart in <c>/etc</c>, and so were left out.</param>
    /// <exception cref="NetNamespaceException">The operating system refused the namespaces or the mounts.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It refused the program.</exception>
    public static Process Start(NetNamespaceHandle netns, ProcessStartInfo program, out List<string> unbound)
    {
        // The runtime's thread for signals starts with the first program or handler, and inherits where it was started.
        NamespaceThread.RunAtHome(RegisterSignal);
        List<string> missing = [];
        Process process = NamespaceThread.RunAlone(() =>
        {
            netns.EnterOnThisThread();
            SeparateMounts();
            ReplaceSys();
            missing = BindSettings(NameOf(netns.Namespace));
            return Process.Start(program)!;
        });
        unbound = missing;
        return process;
    }

    private static bool RegisterSignal()
    {
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, static _ => { }).Dispose();
        return true;
    }

    private static void SeparateMounts()
    {
        if (unshare(CLONE_NEWNS) < 0)
        {
            throw Describe("make a mount namespace", (Errno)errno);
        }

        ThrowIfRefused(NativeFile.MakeSlave("/"), "keep the mounts of the program to itself");
    }

    private static void ReplaceSys()
    {
        // One that cannot be taken away is covered, and a read-only one must be covered by a read-only one.
        bool isCovered = NativeFile.Unmount("/sys") != Errno.None;
        Errno error = NativeFile.MountSys("/sys", isReadOnly: false);
        if (error == Errno.EPERM && isCovered)
        {
            error = NativeFile.MountSys("/sys", isReadOnly: true);
        }

        ThrowIfRefused(error, "mount /sys of the network namespace");
    }

    private static List<string> BindSettings(string? name)
    {
        string directory = Path.Combine(SettingsDirectory, name ?? string.Empty);
        return name is null || !Directory.Exists(directory)
            ? []
            :
            [
                .. Directory
                    .EnumerateFileSystemEntries(directory)
                    .Where(file => NativeFile.Bind(file, Path.Combine("/etc", Path.GetFileName(file))) != Errno.None),
            ];
    }

    private static string? NameOf(NetNamespace netns) =>
        netns.Name ?? (Path.GetDirectoryName(netns.Path) == NetNamespace.Directory ? Path.GetFileName(netns.Path) : null);

    private static void ThrowIfRefused(Errno error, string action)
    {
        if (error != Errno.None)
        {
            throw Describe(action, error);
        }
    }

    private static NetNamespaceException Describe(string action, Errno error) =>
        error is Errno.EPERM or Errno.EACCES
            ? new(NetNamespaceError.MountsDenied, $"Cannot {action}: it needs the capability CAP_SYS_ADMIN: {UserNamespace.RunAsRoot}")
            : new(NetNamespaceError.Refused, $"Cannot {action}: the operating system answered {error}.");
}
