using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>
/// The connections of one network namespace, read from /proc/net/ip_vs_conn a page at a time and never held together.
/// The kernel goes through its table while it is read, so a connection that moves meanwhile may be missed or come twice.
/// </summary>
internal sealed class IpvsConnectionTable : IDisposable
{
    /// <summary>The thread's own, not <c>/proc/net</c>, which is that of the process's first thread.</summary>
    private const string Path = "/proc/thread-self/net/ip_vs_conn";

    private const string Operation = "list the IPVS connections";

    /// <summary>The kernel hands out a page (4 KiB) a read at most; a line is much shorter.</summary>
    private const int BufferBytes = 16 << 10;

    private readonly ProcFile _file;
    private readonly NetNamespace _space;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    private IpvsConnectionTable(ProcFile file, NetNamespace space, CancellationToken cancellation)
    {
        _file = file;
        _space = space;
        _cancellation = cancellation;
    }

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where the kernel has no IPVS, EACCES.</exception>
    public static IpvsConnectionTable Open(NetNamespaceHandle space, CancellationToken cancellation)
    {
        ProcFile? file = ProcFile.TryOpen(space, Path, write: false, out Errno error);
        return file is not null ? new IpvsConnectionTable(file, space.Identity, cancellation)
            : error == Errno.ENOENT ? throw new NetlinkException(Operation, Errno.EPROTONOSUPPORT, "the running kernel has no IPVS")
            : throw new NetlinkException(Operation, error);
    }

    /// <summary>The connections that have not been read yet, each as it comes.</summary>
    /// <exception cref="NetlinkException">EBADMSG for a line that is not in the kernel's form.</exception>
    public IEnumerable<IpvsConnection> Read()
    {
        // The first line is a heading.
        for (bool isHeading = true; TryFindLine(out Range line); isHeading = false)
        {
            if (!isHeading)
            {
                yield return Parse(line);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private IpvsConnection Parse(Range line)
    {
        IpvsConnection? connection = IpvsConnectionText.Parse(_buffer.AsSpan(line));
        if (connection is null)
        {
            string text = System.Text.Encoding.UTF8.GetString(_buffer.AsSpan(line));
            throw new NetlinkException(Operation, Errno.EBADMSG, $"'{text}' is no line of {Path}");
        }

        connection.NetNamespace = _space;
        return connection;
    }

    /// <summary>Finds the next line in the buffer, filling it where needed.</summary>
    private bool TryFindLine(out Range line)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _start..(_start + length);
                _start += length + 1;
                return true;
            }

            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    private bool Fill()
    {
        _cancellation.ThrowIfCancellationRequested();
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        Errno error;
        int count;
        do
        {
            error = _file.Read(_buffer.AsSpan(_end), out count);
        }
        while (error == Errno.EINTR);

        if (error != Errno.None || _end == _buffer.Length)
        {
            throw new NetlinkException(Operation, error == Errno.None ? Errno.EMSGSIZE : error, $"{Path} could not be read");
        }

        _end += count;
        return count > 0;
    }
}
