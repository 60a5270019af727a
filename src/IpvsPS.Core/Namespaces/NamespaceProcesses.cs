using System.Globalization;

namespace IpvsPS.Namespaces;

/// <summary>Which processes of the machine are in which network namespace.</summary>
public sealed class NamespaceProcesses
{
    private readonly Dictionary<NamespaceFileId, List<int>> _processes = [];

    private NamespaceProcesses() { }

    /// <summary>How many processes this user sees and may not look at.</summary>
    public int Hidden { get; private set; }

    /// <summary>Whether there are processes that this user does not even see (/proc mounted with hidepid).</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Looks at every process once. The namespace of a process is that of its first thread.</summary>
    public static NamespaceProcesses Read()
    {
        var read = new NamespaceProcesses();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                read.Add(id);
            }
        }

        read.IsPartial = ProcMount.HidesProcesses;
        return read;
    }

    /// <summary>Writes the processes into a namespace's object.</summary>
    public void Complete(NetNamespace netns)
    {
        if (_processes.TryGetValue(new NamespaceFileId(netns.Device, netns.Inode), out List<int>? ids))
        {
            netns.ProcessIds = [.. ids.Order()];
            netns.ProcessName = ReadName(netns.ProcessIds[0]);
        }
    }

    /// <summary>
    /// The namespaces that none of the named ones is, by their first process. This process's own home is left out:
    /// it is where one looks from.
    /// </summary>
    public IEnumerable<NetNamespace> Unnamed(IEnumerable<NetNamespace> named)
    {
        HashSet<NamespaceFileId> known =
        [
            .. named.Select(netns => new NamespaceFileId(netns.Device, netns.Inode)),
            NetNamespaceHandle.Home.FileId,
        ];
        foreach (
            (NamespaceFileId id, List<int> processes) in _processes
                .Where(pair => !known.Contains(pair.Key))
                .OrderBy(pair => pair.Value.Min())
        )
        {
            NetNamespace netns = Describe(PathOf(processes.Min()), id);
            Complete(netns);
            yield return netns;
        }
    }

    private static NetNamespace Describe(string path, NamespaceFileId id)
    {
        try
        {
            using NetNamespaceHandle handle = NetNamespaceHandle.Open(
                new NetNamespace
                {
                    Path = path,
                    Device = id.Device,
                    Inode = id.Inode,
                }
            );
            return handle.Namespace;
        }
        catch (NetNamespaceException)
        {
            // Its process has ended since it was looked at; what was seen is told.
            return new NetNamespace
            {
                Path = path,
                Device = id.Device,
                Inode = id.Inode,
            };
        }
    }

    private static string PathOf(int process) => FormattableString.Invariant($"/proc/{process}/ns/net");

    private void Add(int process)
    {
        if (NamespaceFileId.TryRead(PathOf(process), out Errno error) is not { } id)
        {
            // A process that has ended meanwhile, or a dead one that waits for its parent, is in no namespace.
            Hidden += error is Errno.EACCES or Errno.EPERM ? 1 : 0;
            return;
        }

        if (!_processes.TryGetValue(id, out List<int>? processes))
        {
            _processes.Add(id, processes = []);
        }

        processes.Add(process);
    }

    private static string? ReadName(int process)
    {
        try
        {
            return File.ReadAllText(FormattableString.Invariant($"/proc/{process}/comm")).TrimEnd('\n');
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
