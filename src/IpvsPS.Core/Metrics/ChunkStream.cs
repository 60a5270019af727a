using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Metrics;

/// <summary>The body of an answer, in chunks: a client can tell a whole answer from one that broke off.</summary>
/// <param name="socket">The connection.</param>
/// <param name="isChunked">Whether the client reads chunks; to one that does not, the end of the connection is the end.</param>
/// <param name="isEmpty">Whether nothing is sent at all, as for HEAD.</param>
/// <param name="time">How long all of it may take.</param>
internal sealed class ChunkStream(Socket socket, bool isChunked, bool isEmpty, TimeSpan time) : Stream
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly long _started = System.Diagnostics.Stopwatch.GetTimestamp();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (isEmpty || count == 0)
        {
            return;
        }

        if (!isChunked)
        {
            Send(buffer.AsSpan(offset, count));
            return;
        }

        // One call for all three: the client is woken once, and not for a few bytes.
        byte[] size = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{count:x}\r\n"));
        ThrowIfTooSlow();
        socket.Send([size, new ArraySegment<byte>(buffer, offset, count), LineEnd]);
    }

    /// <summary>Says that this was all.</summary>
    public void End()
    {
        if (isChunked && !isEmpty)
        {
            Send("0\r\n\r\n"u8);
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ThrowIfTooSlow();
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    private void ThrowIfTooSlow()
    {
        if (System.Diagnostics.Stopwatch.GetElapsedTime(_started) > time)
        {
            throw new IOException("The client reads too slowly.");
        }
    }
}
