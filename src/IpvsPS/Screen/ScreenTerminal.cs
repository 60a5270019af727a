using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace IpvsPS.Screen;

/// <summary>
/// The terminal: its alternate screen while the picture is shown, and all as it was afterwards, also where a signal ends or stops the
/// process. Only lines that differ are written.
/// </summary>
internal sealed class ScreenTerminal(TextWriter output) : IDisposable
{
    // Alternate screen, no cursor, no wrapping at the edge while it is made narrower.
    private const string EnterText = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
    private const string LeaveText = "\x1b[0m\x1b[?2026l\x1b[?7h\x1b[?25h\x1b[?1049l";

    // A terminal that knows this mode shows all of it at once; others pass it over.
    private const string BeginUpdate = "\x1b[?2026h";
    private const string EndUpdate = "\x1b[?2026l";

    private readonly object _gate = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private ScreenLine[] _shown = [];
    private (int Width, int Height) _size;
    private bool _isEntered;
    private bool _isAway;

    /// <summary>Whether what was shown may be gone: the size has changed since, even where it is the same again by now.</summary>
    public bool IsStale
    {
        get
        {
            lock (_gate)
            {
                return _isEntered && !_isAway && _shown.Length == 0;
            }
        }
    }

    /// <summary>Takes the alternate screen.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            if (_isEntered)
            {
                return;
            }

            _isEntered = true;
            _shown = [];
            Write(EnterText);
        }

        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Away()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Away()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, _ => Away()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Back()));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Forget()));
    }

    /// <summary>Gives the terminal back as it was.</summary>
    public void Leave()
    {
        _signals.ForEach(signal => signal.Dispose());
        _signals.Clear();
        lock (_gate)
        {
            if (_isEntered && !_isAway)
            {
                Write(LeaveText);
            }

            (_isEntered, _isAway) = (false, false);
        }
    }

    /// <summary>Shows the lines.</summary>
    /// <param name="lines">As many as the terminal has.</param>
    /// <param name="width">The terminal's columns; where it or the number of lines is another than before, all is written.</param>
    public void Show(ScreenLine[] lines, int width)
    {
        lock (_gate)
        {
            if (!_isEntered || _isAway)
            {
                return;
            }

            bool isWhole = _size != (width, lines.Length) || _shown.Length != lines.Length;
            var text = new StringBuilder(BeginUpdate);
            text.Append(isWhole ? "\x1b[2J" : string.Empty);
            for (int i = 0; i < lines.Length; i++)
            {
                if (isWhole || _shown[i] != lines[i])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\x1b[{i + 1};1H{Styled(lines[i])}\x1b[K");
                }
            }

            (_shown, _size) = (lines, (width, lines.Length));
            Write(text.Append(EndUpdate).ToString());
        }
    }

    public void Dispose() => Leave();

    private static string Styled(ScreenLine line)
    {
        string text = line.Text ?? string.Empty;
        string? style = line.Style switch
        {
            ScreenStyle.Head => "1",
            ScreenStyle.Dim => "2",
            ScreenStyle.Bad => "31",
            ScreenStyle.Warning => "33",
            ScreenStyle.Chosen => "7",
            _ => null,
        };
        return style is null ? text : $"\x1b[{style}m{text}\x1b[0m";
    }

    /// <summary>The process is about to be ended or stopped.</summary>
    private void Away()
    {
        lock (_gate)
        {
            if (_isEntered && !_isAway)
            {
                _isAway = true;
                Write(LeaveText);
            }
        }
    }

    /// <summary>The terminal has another size.</summary>
    private void Forget()
    {
        lock (_gate)
        {
            _shown = [];
        }
    }

    /// <summary>The process goes on.</summary>
    private void Back()
    {
        lock (_gate)
        {
            if (_isEntered && _isAway)
            {
                _isAway = false;
                _shown = [];
                Write(EnterText);
            }
        }
    }

    private void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }
}
