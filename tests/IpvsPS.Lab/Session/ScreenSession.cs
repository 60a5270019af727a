using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IpvsPS.Testing;

namespace IpvsPS.Lab.Session;

/// <summary>
/// PowerShell at a prompt in a terminal of its own, with the module imported: tmux is the terminal, which keeps what a person would
/// see. For the guest only.
/// </summary>
public sealed partial class ScreenSession : IDisposable
{
    /// <summary>A line that still stands at the prompt after this time has lost its Enter.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(3);

    private static int _count;

    private readonly string _socket = string.Create(
        CultureInfo.InvariantCulture,
        $"screen-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}"
    );

    private readonly string _script = Path.GetTempFileName() + ".ps1";

    /// <summary>Opens the terminal.</summary>
    /// <param name="width">Its columns.</param>
    /// <param name="height">Its lines.</param>
    public ScreenSession(int width, int height)
    {
        File.WriteAllText(_script, $"{StagedModule.ImportScript}\nfunction prompt {{ 'PS> ' }}\n");
        Tmux(
            string.Create(
                CultureInfo.InvariantCulture,
                $"new-session -d -x {width} -y {height} \"env TERM=tmux-256color LC_ALL=C.UTF-8 "
                    + $"pwsh -NoProfile -NoLogo -NoExit -File {_script}\""
            )
        );
    }

    /// <summary>The process of PowerShell.</summary>
    public int ProcessId => int.Parse(Tmux("list-panes -F '#{pane_pid}'"), CultureInfo.InvariantCulture);

    /// <summary>Whether the terminal is as a prompt has it: no alternate screen, a cursor, and lines that wrap.</summary>
    public bool IsAsItWas => Tmux("display-message -p '#{alternate_on} #{cursor_flag} #{wrap_flag}'").Trim() == "0 1 1";

    /// <summary>
    /// Types a line at the prompt and presses Enter, again where it is lost: between two commands PowerShell changes how it reads the
    /// terminal, and an Enter that comes in that moment does nothing.
    /// </summary>
    public void Type(string text)
    {
        Until(shown => LastLine(shown) == "PS>", "a prompt");
        Tmux($"send-keys -l -- '{text.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        Press("Enter");
        var sinceEnter = Stopwatch.StartNew();
        Until(
            _ =>
            {
                bool isTaken = !IsStillTyped(text);
                if (!isTaken && sinceEnter.Elapsed > LostAfter)
                {
                    Press("Enter");
                    sinceEnter.Restart();
                }

                return isTaken;
            },
            $"'{text}' taken from the prompt"
        );
    }

    /// <summary>Presses keys, by tmux's names: <c>Down</c>, <c>C-c</c>, <c>q</c>.</summary>
    public void Press(params string[] keys) => Tmux($"send-keys {string.Join(' ', keys)}");

    /// <summary>Makes the terminal another size.</summary>
    public void Resize(int width, int height) => Tmux(string.Create(CultureInfo.InvariantCulture, $"resize-window -x {width} -y {height}"));

    /// <summary>The screen: its lines without the blanks at their ends.</summary>
    /// <param name="hasStyles">Whether the codes of colors are in it.</param>
    public string Shown(bool hasStyles = false) => Tmux($"capture-pane -p{(hasStyles ? "e" : string.Empty)}");

    /// <summary>The screen as a picture in SVG, in its colors.</summary>
    /// <param name="title">What it shows.</param>
    public string Draw(string title) => SessionPicture.Draw([.. Shown(hasStyles: true).TrimEnd('\n').Split('\n').Select(Style)], title);

    /// <summary>
    /// Waits for texts on the screen, and returns the first screen that has them all. The program may be drawing it still: what a test
    /// looks for on the screen that comes back has to be among the texts.
    /// </summary>
    public string Until(params string[] texts) =>
        Until(shown => texts.All(text => shown.Contains(text, StringComparison.Ordinal)), $"'{string.Join("' and '", texts)}'");

    /// <summary>Waits for a screen, and returns it. Here too the program may be drawing it still.</summary>
    public string Until(Func<string, bool> isMeant, string what, TimeSpan? limit = null)
    {
        string shown = string.Empty;
        Poll.Until(() => isMeant(shown = Shown()), () => $"{what}, but the screen is:\n{shown}", limit);
        return shown;
    }

    /// <summary>The last line of a screen that has something in it.</summary>
    public static string LastLine(string shown) => shown.TrimEnd().Split('\n')[^1].TrimEnd();

    /// <inheritdoc/>
    public void Dispose()
    {
        Tmux("kill-server");
        File.Delete(_script);
    }

    /// <summary>Whether a line stands at the prompt: one that is taken leaves the cursor where the next line begins.</summary>
    private bool IsStillTyped(string text) =>
        Tmux("display-message -p '#{alternate_on} #{cursor_x}'").Trim().Split(' ') is ["0", not "0"]
        && $"PS> {text}".EndsWith(LastLine(Shown()), StringComparison.Ordinal);

    private static SessionLine Style(string line)
    {
        string codes = string.Concat(Codes().Matches(line).Select(match => match.Value));
        SessionLineKind kind =
            codes.Contains("[31m", StringComparison.Ordinal) ? SessionLineKind.Error
            : codes.Contains("[33m", StringComparison.Ordinal) ? SessionLineKind.Warning
            : codes.Contains("[7m", StringComparison.Ordinal) ? SessionLineKind.Typed
            : codes.Contains("[1m", StringComparison.Ordinal) ? SessionLineKind.Header
            : codes.Contains("[2m", StringComparison.Ordinal) ? SessionLineKind.Dim
            : SessionLineKind.Shown;
        return new SessionLine(kind, Codes().Replace(line, string.Empty).TrimEnd());
    }

    [GeneratedRegex("\x1b\\[[0-9;]*m")]
    private static partial Regex Codes();

    private string Tmux(string command)
    {
        // The terminal is not one inside another, and nobody's configuration is asked.
        using Process process = Process.Start(
            new ProcessStartInfo("bash", ["-c", $"unset TMUX; exec tmux -u -f /dev/null -L {_socket} {command} 2>&1"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"tmux {command}: {output}");
    }
}
