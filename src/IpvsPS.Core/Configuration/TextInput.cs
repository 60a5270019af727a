namespace IpvsPS.Configuration;

/// <summary>
/// A text read a piece at a time into one buffer, so that a file of megabytes takes up kilobytes. It counts lines as it
/// goes, for errors.
/// </summary>
internal sealed class TextInput(Stream stream)
{
    /// <summary>No word of a configuration is longer.</summary>
    private const int MostBytes = 1 << 20;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 << 10);
    private int _start;
    private int _end;
    private int _counted;
    private int _line = 1;
    private int _column = 1;

    private long _mark;
    private int _markColumn;

    /// <summary>What has been read and not yet consumed.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing comes after it.</summary>
    public bool IsAtEnd { get; private set; }

    public void Consume(int count) => _start += count;

    /// <summary>Takes a line with its end, which is the only one in it: so lines are counted without a second look at them.</summary>
    public void ConsumeLine(int count)
    {
        MoveCount(_start);
        _start += count;
        (_counted, _line, _column) = (_start, _line + 1, 1);
    }

    /// <summary>Notes the present place in the first line, to go on from there again; false where what is read cannot be read
    /// twice.</summary>
    public bool TryMark()
    {
        if (!stream.CanSeek)
        {
            return false;
        }

        MoveCount(_start);
        _mark = stream.Position - Unread.Length;
        _markColumn = _column;
        return true;
    }

    /// <summary>Goes back to the place that was noted.</summary>
    public void Restart()
    {
        stream.Position = _mark;
        (_start, _end, _counted) = (0, 0, 0);
        (_line, _column) = (1, _markColumn);
        IsAtEnd = false;
        Fill();
    }

    /// <summary>Reads more behind what is unread.</summary>
    /// <exception cref="IpvsConfigurationException">One word fills the whole buffer.</exception>
    public void Fill()
    {
        MoveCount(_start);
        Unread.CopyTo(_buffer);
        (_end, _counted, _start) = (_end - _start, 0, 0);
        if (_end == _buffer.Length)
        {
            if (_end >= MostBytes)
            {
                throw ConfigurationRules.Error(
                    $"one word, or one line, is longer than {MostBytes} bytes: this is no configuration.",
                    PositionAt(0)
                );
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        IsAtEnd = read == 0;
    }

    /// <summary>The line and column of a place in what is unread; places must not go back.</summary>
    public TextPosition PositionAt(int place)
    {
        MoveCount(_start + place);
        return new TextPosition(_line, _column);
    }

    private void MoveCount(int place)
    {
        if (place <= _counted)
        {
            return;
        }

        ReadOnlySpan<byte> passed = _buffer.AsSpan(_counted, place - _counted);
        int lastNewline = passed.LastIndexOf((byte)'\n');
        _column = lastNewline < 0 ? _column + passed.Length : passed.Length - lastNewline;
        _line += passed.Count((byte)'\n');
        _counted = place;
    }
}
