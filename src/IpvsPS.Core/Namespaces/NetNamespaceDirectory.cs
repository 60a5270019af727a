using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace IpvsPS.Namespaces;

/// <summary>
/// The named namespaces of the machine: files under <see cref="NetNamespace.Directory"/> that a namespace is bound
/// on, as <c>ip netns</c> makes, lists and removes them.
/// </summary>
public static class NetNamespaceDirectory
{
    /// <summary>
    /// The namespaces that have a name, sorted. Files that are none are left out. Inode is 0 where a symbolic link
    /// leads to a process that the user may not look at.
    /// </summary>
    /// <exception cref="NetNamespaceException">The directory could not be read.</exception>
    public static List<NetNamespace> List()
    {
        Errno error = NativeFile.ListNames(NetNamespace.Directory, out List<string> names);
        return error switch
        {
            Errno.None or Errno.ENOENT => [.. names.Order(StringComparer.Ordinal).Select(Find).OfType<NetNamespace>()],
            _ => throw DescribeFailure($"read the directory {NetNamespace.Directory}", error),
        };
    }

    /// <summary>The namespace of a name; null where there is none.</summary>
    public static NetNamespace? Find(string name)
    {
        if (NetNamespace.DescribeInvalidName(name) is not null)
        {
            return null;
        }

        NamespaceFileId? id = NamespaceFileId.TryRead(PathOf(name), out Errno error);
        if (error is Errno.EACCES or Errno.EPERM)
        {
            return new NetNamespace { Name = name };
        }

        // Looked at before it is opened: opening a named pipe would wait for its other end.
        return id?.Device == NetNamespaceHandle.Home.Identity.Device ? TryOpen(PathOf(name), name) : null;
    }

    private static NetNamespace? TryOpen(string path, string name)
    {
        try
        {
            using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace { Path = path });
            var found = new NetNamespace { Name = name };
            found.SetIdentity(handle.Identity);
            return found;
        }
        catch (NetNamespaceException e) when (e.Error is NetNamespaceError.NotNamespace or NetNamespaceError.NotFound)
        {
            // A namespace of another kind, such as IPC, or one that has been removed meanwhile.
            return null;
        }
    }

    /// <summary>Throws where a name cannot be given to a namespace.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="NetNamespaceException">It is invalid or in use.</exception>
    public static void ThrowIfTaken(string name)
    {
        RequireValid(name);
        if (NamespaceFileId.TryReadWithoutFollowing(PathOf(name)) is not null)
        {
            throw DescribeExisting(name);
        }
    }

    /// <summary>Makes a namespace and gives it a name. A failure leaves nothing behind.</summary>
    /// <param name="name">The name.</param>
    /// <param name="prepare">What to do in it before it has its name; it runs inside.</param>
    /// <exception cref="NetNamespaceException">The name is invalid or in use, or the operating system refused.</exception>
    public static NetNamespace Create(string name, Action<NetNamespaceHandle>? prepare = null)
    {
        RequireValid(name);
        return NamespaceThread.RunAlone(() =>
        {
            if (unshare(CLONE_NEWNET) < 0)
            {
                throw DescribeFailure($"make the network namespace '{name}'", (Errno)errno);
            }

            using NetNamespaceHandle made = NetNamespaceHandle.OpenCurrent();
            prepare?.Invoke(made);
            return BindName(made, name);
        });
    }

    /// <summary>Gives a namespace that is there, such as a process's, a name. A failure leaves nothing behind.</summary>
    /// <param name="netns">The namespace; it stays open.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="NetNamespaceException">The name is invalid or in use, or the operating system refused.</exception>
    public static NetNamespace Register(NetNamespaceHandle netns, string name)
    {
        RequireValid(name);
        return BindName(netns, name);
    }

    /// <summary>Throws where <see cref="Remove"/> has nothing to take away.</summary>
    /// <param name="netns">The name; where it has an identity, another namespace of that name is left alone.</param>
    /// <exception cref="NetNamespaceException">There is no such name, or it is another's by now.</exception>
    public static void ThrowIfAbsent(NetNamespace netns)
    {
        string name = RequireName(netns);
        if (NamespaceFileId.TryReadWithoutFollowing(PathOf(name)) is null)
        {
            throw DescribeRemovalFailure(name, Errno.ENOENT);
        }

        ThrowIfAnothers(netns, PathOf(name));
    }

    /// <summary>
    /// Takes the name away. The namespace itself ends when no process and no other name holds it any more. A file
    /// that is no namespace, and a symbolic link, go too.
    /// </summary>
    /// <param name="netns">The name; where it has an inode, another namespace of that name is left alone.</param>
    /// <exception cref="NetNamespaceException">There is no such name, it is another's by now, or the operating system refused.</exception>
    public static void Remove(NetNamespace netns)
    {
        string name = RequireName(netns);
        using SafeFileHandle? directory = Open();
        string path = directory is null ? PathOf(name) : Path.Combine(NativeFile.PathOf(directory), name);
        ThrowIfAnothers(netns, path);
        Errno error;
        do
        {
            // A name may be bound more than once, one on top of the other.
            error = NativeFile.Unmount(path);
        } while (error == Errno.None);

        // EINVAL: not, or no longer, a mount point.
        if (error == Errno.EINVAL)
        {
            error = NativeFile.Unlink(path);
        }

        if (error != Errno.None)
        {
            throw DescribeRemovalFailure(name, error);
        }
    }

    private static string RequireName(NetNamespace netns)
    {
        string name =
            netns.Name
            ?? throw new NetNamespaceException(
                NetNamespaceError.InvalidName,
                $"The network namespace '{netns}' has no name under {NetNamespace.Directory}, so there is nothing to remove."
            );
        RequireValid(name);
        return name;
    }

    /// <exception cref="NetNamespaceException">The name has been given to another namespace than the object's.</exception>
    private static void ThrowIfAnothers(NetNamespace netns, string path)
    {
        if (netns.Inode == 0 || NamespaceFileId.TryRead(path, out _) is not { } file)
        {
            return;
        }

        bool isNamespace = file.Device == NetNamespaceHandle.Home.Identity.Device;
        if (!isNamespace || TryOpen(path, netns.Name!)?.IsSame(netns) != true)
        {
            throw new NetNamespaceException(
                NetNamespaceError.Changed,
                $"The name '{netns.Name}' has been given to another network namespace than this object's: it stays."
            );
        }
    }

    private static NetNamespace BindName(NetNamespaceHandle handle, string name)
    {
        using SafeFileHandle directory = PrepareDirectory();
        // All by descriptor, so that nothing can be put in the place of anything meanwhile.
        string path = Path.Combine(NativeFile.PathOf(directory), name);
        Errno error = NativeFile.CreateEmpty(path, out SafeFileHandle? file);
        if (error != Errno.None)
        {
            throw error == Errno.EEXIST ? DescribeExisting(name) : DescribeFailure($"make {PathOf(name)}", error);
        }

        using (file)
        {
            error = NativeFile.Bind(handle.DescriptorPath, NativeFile.PathOf(file!));
        }

        if (error != Errno.None)
        {
            NativeFile.Unlink(path);
            throw DescribeFailure($"bind the network namespace on {PathOf(name)}", error);
        }

        return TryOpen(path, name) ?? throw DescribeFailure($"find {PathOf(name)}", Errno.ENOENT);
    }

    /// <summary>
    /// Makes the directory and sees that it is a mount whose changes the other mount namespaces see too, so that
    /// removing a name removes it everywhere. <c>ip netns</c> takes the same lock, against mounting twice.
    /// </summary>
    private static SafeFileHandle PrepareDirectory()
    {
        Errno error = NativeFile.MakeDirectory(NetNamespace.Directory);
        if (error is not (Errno.None or Errno.EEXIST))
        {
            throw DescribeFailure($"make the directory {NetNamespace.Directory}", error);
        }

        SafeFileHandle directory = Open() ?? throw DescribeFailure($"open {NetNamespace.Directory}", Errno.ENOENT);
        NativeFile.LockDirectory(directory);
        error = NativeFile.MakeShared(NativeFile.PathOf(directory));
        // EINVAL: it is not a mount point yet. Private first, so that it shares with copies of itself only.
        if (
            error == Errno.EINVAL
            && (error = NativeFile.Bind(NativeFile.PathOf(directory), NativeFile.PathOf(directory), recursively: true)) == Errno.None
        )
        {
            using SafeFileHandle covered = directory;
            directory = Open()!;
            error = NativeFile.MakePrivate(NativeFile.PathOf(directory));
            error = error == Errno.None ? NativeFile.MakeShared(NativeFile.PathOf(directory)) : error;
        }

        if (error != Errno.None)
        {
            directory.Dispose();
            throw DescribeFailure($"make {NetNamespace.Directory} a shared mount", error);
        }

        return directory;
    }

    /// <summary>The directory; null where there is none.</summary>
    /// <exception cref="NetNamespaceException">It is a symbolic link or no directory, or it may not be read.</exception>
    private static SafeFileHandle? Open() =>
        NativeFile.OpenDirectory(NetNamespace.Directory, out SafeFileHandle? directory) switch
        {
            Errno.None => directory,
            Errno.ENOENT => null,
            Errno.ENOTDIR or Errno.ELOOP => throw new NetNamespaceException(
                NetNamespaceError.Refused,
                $"{NetNamespace.Directory} is a symbolic link or no directory, and is not followed."
            ),
            var error => throw DescribeFailure($"open {NetNamespace.Directory}", error),
        };

    private static string PathOf(string name) => Path.Combine(NetNamespace.Directory, name);

    private static void RequireValid(string name)
    {
        if (NetNamespace.DescribeInvalidName(name) is { } problem)
        {
            throw new NetNamespaceException(
                NetNamespaceError.InvalidName,
                $"'{name}' cannot name a network namespace: {problem} A name is a file name under {NetNamespace.Directory}."
            );
        }
    }

    private static NetNamespaceException DescribeExisting(string name) =>
        Find(name) is null
            ? new(NetNamespaceError.NameTaken, $"{PathOf(name)} is in the way and is not a network namespace.")
            : new(NetNamespaceError.Exists, $"There is a network namespace '{name}' already, and it has been left as it is.");

    private static NetNamespaceException DescribeRemovalFailure(string name, Errno error) =>
        error switch
        {
            Errno.ENOENT => new(NetNamespaceError.NotFound, $"There is no network namespace '{name}'."),
            Errno.EISDIR => new(
                NetNamespaceError.NotLeftover,
                $"{PathOf(name)} is a directory and no leftover of a network namespace, so it stays."
            ),
            _ => DescribeFailure($"remove {PathOf(name)}", error),
        };

    private static NetNamespaceException DescribeFailure(string action, Errno error) =>
        error is Errno.EPERM or Errno.EACCES
            ? new(NetNamespaceError.PermissionDenied, $"Cannot {action}: it needs the capability CAP_SYS_ADMIN: {UserNamespace.RunAsRoot}")
            : new(NetNamespaceError.Refused, $"Cannot {action}: the operating system answered {error}.");
}
