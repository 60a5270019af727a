using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// An open network namespace: a descriptor that threads can enter and that holds the namespace. Whoever opens one closes it.
/// </summary>
public sealed partial class NetNamespaceHandle : IDisposable
{
    /// <summary>NS_GET_NSTYPE, from <c>include/uapi/linux/nsfs.h</c>: which kind of namespace a descriptor is.</summary>
    private const int GetNamespaceType = 0xb703;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly Lazy<NetNamespaceHandle> HomeHandle = new(() => OpenFile("/proc/self/ns/net", new NetNamespace()));

    private readonly SafeFileHandle _descriptor;

    private NetNamespaceHandle(SafeFileHandle descriptor, NetNamespace opened, NetNamespaceIdentity identity)
    {
        _descriptor = descriptor;
        Namespace = opened;
        Identity = identity;
    }

    /// <summary>The namespace this process was started in. It is opened once, at import, and stays open.</summary>
    public static NetNamespaceHandle Home => HomeHandle.Value;

    /// <summary>The name or path that it was opened by, with the identity that was found.</summary>
    public NetNamespace Namespace { get; }

    /// <summary>Which namespace it is.</summary>
    public NetNamespaceIdentity Identity { get; }

    /// <summary>The open descriptor, for requests that name a namespace by one. It is this handle's: nobody else closes it.</summary>
    public int Descriptor => (int)_descriptor.DangerousGetHandle();

    /// <summary>The file. No other namespace has it while this handle is open.</summary>
    public NamespaceFileId FileId => new(Identity.Device, Identity.Inode);

    /// <summary>A path that leads to the namespace while this is open, whatever becomes of its name.</summary>
    internal string DescriptorPath => $"/proc/self/fd/{Descriptor}";

    /// <summary>Opens a namespace.</summary>
    /// <param name="netns">The namespace. Where it has an identity, another namespace of the same name or path is refused.</param>
    /// <exception cref="NetNamespaceException">It is not there, has changed, is no network namespace, or may not be opened.</exception>
    public static NetNamespaceHandle Open(NetNamespace netns)
    {
        // An object's name is whatever somebody has put into it.
        if (netns.DescribeInvalid() is { } problem)
        {
            throw new NetNamespaceException(NetNamespaceError.InvalidName, $"'{netns}' names no network namespace: {problem}");
        }

        NetNamespaceHandle handle = netns.IsHome ? Home.Duplicate() : OpenFile(netns.Path ?? FindPath(netns.Name!), netns);
        if (netns.Inode != 0 && !handle.Identity.IsSame(netns.ToIdentity()))
        {
            handle.Dispose();
            throw new NetNamespaceException(
                NetNamespaceError.Changed,
                $"The network namespace '{netns}' is not the one this object came from: its name has been given to another."
            );
        }

        return handle;
    }

    /// <summary>Opens the namespace that the calling thread is in now.</summary>
    /// <exception cref="NetNamespaceException">It may not be opened.</exception>
    public static NetNamespaceHandle OpenCurrent() =>
        OpenFile(NamespaceFileId.PathOfThisThread, new NetNamespace { Path = NamespaceFileId.PathOfThisThread });

    /// <summary>
    /// Sees that the namespace still has the name or path that it was opened by: this handle holds the namespace, so that whoever reads it
    /// again and again would read it for ever after the name is gone.
    /// </summary>
    /// <exception cref="NetNamespaceException">It has gone, or another has its name.</exception>
    public void ThrowIfGone() => Open(Namespace).Dispose();

    /// <summary>Whether the calling thread is in this namespace now.</summary>
    public bool IsCurrent() => NamespaceFileId.OfThisThread == FileId;

    /// <summary>Moves the calling thread; false where the kernel refuses.</summary>
    internal bool TryEnterOnThisThread() => TryEnterOnThisThread(out _);

    /// <summary>Moves the calling thread into the namespace.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void EnterOnThisThread()
    {
        if (!TryEnterOnThisThread(out Errno error))
        {
            throw error == Errno.EPERM
                ? new NetNamespaceException(
                    NetNamespaceError.PermissionDenied,
                    $"Entering the network namespace '{Namespace}' needs the capability CAP_SYS_ADMIN: {UserNamespace.RunAsRoot}"
                )
                : new NetNamespaceException(
                    NetNamespaceError.Refused,
                    $"The kernel did not let this thread into the network namespace '{Namespace}' ({error})."
                );
        }
    }

    /// <summary>setns(2): takes this thread into the namespace of a descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    internal static partial int TakeThreadInto(int descriptor, int type);

    /// <summary>The kernel asks for a capability also of who is there already, and needs none.</summary>
    private bool TryEnterOnThisThread(out Errno error)
    {
        error = TakeThreadInto(Descriptor, CLONE_NEWNET) >= 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
        return error == Errno.None || (error == Errno.EPERM && IsCurrent());
    }

    /// <summary>Closes the descriptor; the home namespace stays open.</summary>
    public void Dispose()
    {
        if (!HomeHandle.IsValueCreated || !ReferenceEquals(this, HomeHandle.Value))
        {
            _descriptor.Dispose();
        }
    }

    /// <summary>A second handle of the same namespace, whose life is its own.</summary>
    /// <exception cref="NetNamespaceException">The process has no descriptors left.</exception>
    public NetNamespaceHandle Duplicate()
    {
        int copy = fcntl(Descriptor, F_DUPFD_CLOEXEC, 0);
        return copy >= 0
            ? new NetNamespaceHandle(new SafeFileHandle(copy, ownsHandle: true), Namespace, Identity)
            : throw new NetNamespaceException(
                NetNamespaceError.Refused,
                $"The network namespace '{Namespace}' could not be held open ({(Errno)errno})."
            );
    }

    /// <summary>A name of digits is a name if there is one, and else a process.</summary>
    private static string FindPath(string name)
    {
        string path = Path.Combine(NetNamespace.Directory, name);
        bool isProcess = NamespaceFileId.TryReadWithoutFollowing(path) is null && ReadProcessId(name) is not null;
        return isProcess ? $"/proc/{name}/ns/net" : path;
    }

    private static int? ReadProcessId(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;

    private static NetNamespaceHandle OpenFile(string path, NetNamespace netns)
    {
        Errno error = NativeFile.Open(path, O_RDONLY, out SafeFileHandle? descriptor);
        if (descriptor is null)
        {
            throw DescribeOpenFailure(netns, path, error);
        }

        if (TryReadIdentity(descriptor, path) is not { } identity)
        {
            descriptor.Dispose();
            throw new NetNamespaceException(NetNamespaceError.NotNamespace, $"'{path}' is a file and not a network namespace.");
        }

        bool isName = netns.Name is { } name && path == Path.Combine(NetNamespace.Directory, name);
        var opened = new NetNamespace { Name = isName ? netns.Name : null, Path = isName || netns.IsHome ? null : path };
        opened.SetIdentity(identity);
        return new NetNamespaceHandle(descriptor, opened, identity);
    }

    /// <summary>The identity of an open network namespace; null where the file is something else.</summary>
    private static unsafe NetNamespaceIdentity? TryReadIdentity(SafeFileHandle file, string path)
    {
        stat status;
        int descriptor = (int)file.DangerousGetHandle();
        if (ioctl(descriptor, GetNamespaceType) != CLONE_NEWNET || fstat(descriptor, &status) < 0)
        {
            return null;
        }

        var id = new NamespaceFileId((ulong)status.st_dev, (ulong)status.st_ino);
        // A mount holds the file, so that its times last. That of a process is made when it is looked at.
        bool isMounted = NamespaceFileId.TryReadWithoutFollowing(path) == id;
        return new NetNamespaceIdentity
        {
            Device = id.Device,
            Inode = id.Inode,
            Cookie = NamespaceCookie.TryRead(descriptor, isCurrent: NamespaceFileId.OfThisThread == id, HomeHandle.IsValueCreated),
            ChangeTime = isMounted ? ((long)status.st_ctim.tv_sec * NanosecondsPerSecond) + (long)status.st_ctim.tv_nsec : null,
            BootId = NetNamespaceIdentity.CurrentBootId,
        };
    }

    private static NetNamespaceException DescribeOpenFailure(NetNamespace netns, string path, Errno error) =>
        error switch
        {
            Errno.ENOENT or Errno.ESRCH or Errno.ENOTDIR when path.StartsWith("/proc/", StringComparison.Ordinal) => DescribeMissingProcess(
                netns,
                path
            ),
            Errno.ENOENT or Errno.ENOTDIR => new(NetNamespaceError.NotFound, $"There is no network namespace '{netns}'."),
            Errno.EACCES or Errno.EPERM => new(
                NetNamespaceError.PermissionDenied,
                $"Opening the network namespace '{netns}' is not permitted: {UserNamespace.RunAsRoot}"
            ),
            Errno.EINVAL => new(NetNamespaceError.NotNamespace, $"'{path}' is not a network namespace."),
            Errno.EMFILE => new(
                NetNamespaceError.Refused,
                $"The network namespace '{netns}' could not be opened: this process has no descriptors left ({error})."
            ),
            _ => new(NetNamespaceError.Refused, $"The network namespace '{netns}' could not be opened ({error})."),
        };

    private static NetNamespaceException DescribeMissingProcess(NetNamespace netns, string path)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return new(NetNamespaceError.ProcHidden, $"{path} cannot be opened: /proc is not mounted here.");
        }

        if (ReadProcessId(path.Split('/')[2]) is { } process && ProcMount.Hides(process))
        {
            return new(
                NetNamespaceError.ProcHidden,
                $"Process {process} runs, and its network namespace cannot be opened: /proc hides other users' processes here "
                    + $"(hidepid): {UserNamespace.RunAsRoot}"
            );
        }

        return netns.Name is not null
            ? new(NetNamespaceError.NotFound, $"There is no network namespace named '{netns}', and no process of that id.")
            : new(NetNamespaceError.ProcessNotFound, $"There is no network namespace {path}: the process has ended, or never was.");
    }
}
