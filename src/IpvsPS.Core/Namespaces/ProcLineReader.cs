using System.Text;
using IpvsPS.Netlink;

namespace IpvsPS.Namespaces;

/// <summary>The lines of a file of /proc, read a piece at a time: however long the file is, it is never held whole.</summary>
/// <param name="file">The file; the reader closes it.</param>
/// <param name="path">Its path, for errors.</param>
/// <param name="operation">What is being done, in words.</param>
/// <param name="cancellation">Ends the reading between two pieces.</param>
internal sealed class ProcLineReader(ProcFile file, string path, string operation, CancellationToken cancellation) : IDisposable
{
    /// <summary>The kernel hands out a page (4 KiB) a read in most cases; a line is much shorter.</summary>
    private const int BufferBytes = 16 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    /// <summary>The next line without its end, valid until the next call; false at the end of the file.</summary>
    /// <exception cref="NetlinkException">The file could not be read, or has a line longer than any of the kernel's.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = _buffer.AsSpan(_start.._end);
            int length = unread.IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = unread[..length];
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

    /// <summary>The error for a line that is not in the kernel's form.</summary>
    public NetlinkException Invalid(ReadOnlySpan<byte> line) =>
        new(operation, Errno.EBADMSG, $"'{Encoding.UTF8.GetString(line)}' is no line of {path}");

    public void Dispose() => file.Dispose();

    private bool Fill()
    {
        cancellation.ThrowIfCancellationRequested();
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        Errno error;
        int count;
        do
        {
            error = file.Read(_buffer.AsSpan(_end), out count);
        } while (error == Errno.EINTR);

        if (error != Errno.None || _end == _buffer.Length)
        {
            throw new NetlinkException(operation, error == Errno.None ? Errno.EMSGSIZE : error, $"{path} could not be read");
        }

        _end += count;
        return count > 0;
    }
}
