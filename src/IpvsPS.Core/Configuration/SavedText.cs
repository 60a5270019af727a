namespace IpvsPS.Configuration;

/// <summary>
/// Walks text as a program wrote it, with one look at each byte and nothing that says what is wrong: what does not stand there exactly
/// so is left to the reader of the whole format, which takes several times as long.
/// </summary>
internal ref struct SavedText(ReadOnlySpan<byte> text)
{
    /// <summary>No number of a configuration has more digits.</summary>
    private const int MostDigits = 10;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>How many bytes have been taken.</summary>
    public int Taken { get; private set; }

    public readonly bool IsAtEnd => Taken == _text.Length;

    /// <summary>Takes these words if they stand next.</summary>
    public bool TryTake(ReadOnlySpan<byte> words)
    {
        if (_text.Length - Taken < words.Length || !_text.Slice(Taken, words.Length).SequenceEqual(words))
        {
            return false;
        }

        Taken += words.Length;
        return true;
    }

    /// <summary>Takes one of two words if it stands next.</summary>
    public bool TryTakeEither(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out bool isFirst)
    {
        isFirst = TryTake(first);
        return isFirst || TryTake(second);
    }

    /// <summary>Takes this character if it stands next.</summary>
    public bool TryTake(byte character)
    {
        if (IsAtEnd || _text[Taken] != character)
        {
            return false;
        }

        Taken++;
        return true;
    }

    /// <summary>Takes a decimal number without leading zeros.</summary>
    public bool TryTakeNumber(uint most, out uint number)
    {
        int at = Taken;
        ulong value = 0;
        while (at < _text.Length && (uint)(_text[at] - (byte)'0') <= 9 && at - Taken <= MostDigits)
        {
            value = (value * 10) + (uint)(_text[at++] - (byte)'0');
        }

        number = (uint)value;
        if (at == Taken || value > most || (at - Taken > 1 && _text[Taken] == (byte)'0'))
        {
            return false;
        }

        Taken = at;
        return true;
    }

    /// <summary>Takes 10.0.0.1.</summary>
    public bool TryTakeIPv4(out InetAddress address)
    {
        uint value = 0;
        address = default;
        for (int part = 0; part < 4; part++)
        {
            if ((part > 0 && !TryTake((byte)'.')) || !TryTakeNumber(byte.MaxValue, out uint number))
            {
                return false;
            }

            value = (value << 8) | number;
        }

        address = InetAddress.FromIPv4(value);
        return true;
    }

    /// <summary>Takes a name of small letters.</summary>
    public bool TryTakeName(out ReadOnlySpan<byte> name)
    {
        int at = Taken;
        while (at < _text.Length && (uint)(_text[at] - (byte)'a') <= 'z' - 'a')
        {
            at++;
        }

        name = _text[Taken..at];
        Taken = at;
        return name.Length > 0;
    }
}
