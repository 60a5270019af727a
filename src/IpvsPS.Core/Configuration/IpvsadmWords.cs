using System.Buffers.Text;
using System.Text;

namespace IpvsPS.Configuration;

/// <summary>
/// The words of one rule at a time, taken as options and values the way popt(3) does for ipvsadm: <c>-w 3</c>, <c>-w3</c>,
/// <c>--weight 3</c>, <c>--weight=3</c>, and letters together, <c>-am</c>. They stay in the text's own buffer.
/// </summary>
internal sealed class IpvsadmWords(TextInput input)
{
    private readonly List<(int Start, int Length)> _words = [];
    private int _next;

    /// <summary>The letter to be taken next of a word such as <c>-am</c>; 0 where none is left.</summary>
    private int _letter;

    /// <summary>The value behind the equals sign of the word taken last; its length is -1 where there is none.</summary>
    private (int Start, int Length) _attached = (0, -1);

    /// <summary>Where the rule begins.</summary>
    public TextPosition Position { get; private set; }

    /// <summary>Takes the words of a line that is all in the buffer; false for a comment and for a line without words.</summary>
    public bool Begin(int length)
    {
        _words.Clear();
        (_next, _letter, _attached) = (0, 0, (0, -1));
        ReadOnlySpan<byte> blanks = " \t\r"u8;
        for (int at = 0; at < length; )
        {
            ReadOnlySpan<byte> rest = input.Unread[at..length];
            int skip = rest.IndexOfAnyExcept(blanks);
            if (skip < 0)
            {
                break;
            }

            int count = rest[skip..].IndexOfAny(blanks) is >= 0 and var blank ? blank : rest.Length - skip;
            _words.Add((at + skip, count));
            at += skip + count;
        }

        if (_words.Count == 0 || Bytes(_words[0])[0] == (byte)'#')
        {
            return false;
        }

        // Rules are kept in scripts, too: /sbin/ipvsadm -A …
        ReadOnlySpan<byte> first = Bytes(_words[0]);
        _next = _words.Count > 1 && (first.SequenceEqual("ipvsadm"u8) || first.EndsWith("/ipvsadm"u8)) ? 1 : 0;
        Position = input.PositionAt(_words[_next].Start);
        return true;
    }

    /// <summary>Takes the next option; false at the end of the rule.</summary>
    /// <exception cref="IpvsConfigurationException">A word is no option.</exception>
    public bool TryTakeOption(out IpvsadmOption option)
    {
        option = IpvsadmOption.None;
        if (_attached.Length >= 0)
        {
            throw Wrong($"{OptionText} takes no value.");
        }

        if (_letter == 0)
        {
            if (_next == _words.Count)
            {
                return false;
            }

            ReadOnlySpan<byte> word = Bytes(_words[_next++]);
            if (word.StartsWith("--"u8))
            {
                option = TakeLong(word);
                return true;
            }

            _letter = word.Length > 1 && word[0] == (byte)'-' ? 1 : throw Unknown();
        }

        ReadOnlySpan<byte> letters = Bytes(_words[_next - 1]);
        option = IpvsadmOptions.Find(letters[_letter]);
        if (option == IpvsadmOption.None)
        {
            throw Unknown();
        }

        _letter = _letter + 1 < letters.Length ? _letter + 1 : 0;
        return true;
    }

    /// <summary>Whether a value follows the option, where it may be left out.</summary>
    public bool HasValue => _attached.Length >= 0 || _letter > 0 || (_next < _words.Count && Bytes(_words[_next])[0] != (byte)'-');

    /// <summary>Takes the value of the option.</summary>
    /// <exception cref="IpvsConfigurationException">There is none.</exception>
    public ReadOnlySpan<byte> TakeValue() => Bytes(TakeValuePlace());

    /// <summary>As <see cref="TakeValue"/>: where it stands, to be read later.</summary>
    public (int Start, int Length) TakeValuePlace()
    {
        (int Start, int Length) value = _attached;
        if (value.Length >= 0)
        {
            _attached = (0, -1);
        }
        else if (_letter > 0)
        {
            (int start, int length) = _words[_next - 1];
            value = (start + _letter, length - _letter);
            _letter = 0;
        }
        else
        {
            value =
                _next < _words.Count
                    ? _words[_next++]
                    : throw Wrong($"something must follow '{Encoding.UTF8.GetString(Bytes(_words[^1]))}'.");
        }

        return value;
    }

    /// <exception cref="IpvsConfigurationException">The value is no such number.</exception>
    public long TakeNumber(long least, long most)
    {
        int option = _next - 1;
        ReadOnlySpan<byte> word = TakeValue();
        return TryParse(word, out long number) && number >= least && number <= most
            ? number
            : throw Wrong($"{OptionAt(option)} is a whole number from {least} to {most}, not '{Encoding.UTF8.GetString(word)}'.");
    }

    public ReadOnlySpan<byte> Bytes((int Start, int Length) place) => input.Unread.Slice(place.Start, place.Length);

    /// <summary>Digits only, as ipvsadm writes numbers.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        return digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(digits, out number, out int used)
            && used == digits.Length;
    }

    /// <summary>An address with or without a port: 10.0.0.1, 10.0.0.1:80, 10.0.0.1:http, ::1, [::1]:80.</summary>
    public void ReadEndpoint(ReadOnlySpan<byte> text, IpvsProtocol protocol, out InetAddress address, out ushort? port)
    {
        ReadOnlySpan<byte> host = text;
        ReadOnlySpan<byte> portText = default;
        int colon = text.LastIndexOf((byte)':');
        if (text.StartsWith("["u8) && text.IndexOf((byte)']') is > 0 and var close)
        {
            host = text[1..close];
            portText = colon > close ? text[(colon + 1)..] : default;
            host = close + 1 == text.Length || colon == close + 1 ? host : text;
        }
        else if (colon >= 0 && text.IndexOf((byte)':') == colon)
        {
            host = text[..colon];
            portText = text[(colon + 1)..];
        }

        bool isBracketed = host.Length < text.Length && text[0] == (byte)'[';
        if (!InetAddress.TryParse(host, out address) || (isBracketed && address.Family != AddressFamily.IPv6))
        {
            throw Wrong(
                $"'{Encoding.UTF8.GetString(text)}' is no address: write 10.0.0.1:80 or [2001:db8::1]:80. Names of hosts are "
                    + "not looked up; 'ipvsadm -Sn' saves numbers instead."
            );
        }

        bool hasPort = colon >= 0 && host.Length < text.Length && text[^1] != (byte)']';
        port =
            !hasPort ? null
            : TryParse(portText, out long number) && number <= ushort.MaxValue ? (ushort)number
            : ServiceNames.Find(portText, protocol)
                ?? throw Wrong(
                    $"'{Encoding.UTF8.GetString(portText)}' in '{Encoding.UTF8.GetString(text)}' is no port: it is a number "
                        + $"from 0 to 65535, or a name in {ServiceNames.File}."
                );
    }

    /// <summary>An error about the word taken last.</summary>
    public IpvsConfigurationException Wrong(string reason) =>
        ConfigurationRules.Error(reason, input.PositionAt(_words[Math.Max(_next - 1, 0)].Start));

    /// <summary>An error about the option taken last.</summary>
    public IpvsConfigurationException Unknown() =>
        Wrong($"'{OptionText}' is no option of a saved line. 'ipvsadm -Sn' shows how one looks.");

    /// <summary>The word taken last, as an option: without the value that is attached.</summary>
    public string OptionText => OptionAt(Math.Max(_next - 1, 0));

    private string OptionAt(int place)
    {
        ReadOnlySpan<byte> word = Bytes(_words[place]);
        int end = word.IndexOf((byte)'=');
        return Encoding.UTF8.GetString(word.StartsWith("--"u8) && end > 0 ? word[..end] : word);
    }

    private IpvsadmOption TakeLong(ReadOnlySpan<byte> word)
    {
        int sign = word.IndexOf((byte)'=');
        IpvsadmOption option = IpvsadmOptions.Find(sign < 0 ? word[2..] : word[2..sign]);
        if (option == IpvsadmOption.None)
        {
            throw Unknown();
        }

        if (sign >= 0)
        {
            (int start, int length) = _words[_next - 1];
            _attached = (start + sign + 1, length - sign - 1);
        }

        return option;
    }
}
