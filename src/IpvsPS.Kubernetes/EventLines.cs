namespace IpvsPS.Kubernetes;

/// <summary>Reads the lines of a watch, each an event, in one buffer that grows as far as the longest may be.</summary>
internal sealed class EventLines(Stream stream, int longest)
{
    private const int FirstBytes = 16 << 10;

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    /// <exception cref="WatchFault">The line is too long, or the stream ended within one.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        int seen = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (length >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, seen + length);
                _start += seen + length + 1;
                if (line.Length > 0)
                {
                    return line;
                }

                seen = 0;
                continue;
            }

            seen = _end - _start;
            MakeRoom();
            int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return seen == 0 ? null : throw new WatchFault(WatchTroubleCode.Disconnected, "the stream ended within an event");
            }

            _end += count;
        }
    }

    private void MakeRoom()
    {
        int held = _end - _start;
        if (_end < _buffer.Length)
        {
            return;
        }

        if (held >= longest)
        {
            throw new WatchFault(WatchTroubleCode.Unreadable, $"an event of more than {longest} bytes");
        }

        byte[] target = held * 2 > _buffer.Length ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, held);
    }
}
