using System.Diagnostics;
using IpvsPS.Screen;
using IpvsPS.Testing;
using Xunit;

namespace IpvsPS.UnitTests.Screen;

/// <summary>What is written to the terminal: only what differs, and at the end all as it was.</summary>
public sealed class ScreenTerminalTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void Only_lines_that_differ_are_written()
    {
        using var terminal = new ScreenTerminal(_output);
        terminal.Enter();
        Assert.StartsWith("\x1b[?1049h\x1b[?25l", Written(), StringComparison.Ordinal);
        terminal.Show([new("one", ScreenStyle.Plain), new("two", ScreenStyle.Bad)], 10);
        Assert.Equal("\x1b[?2026h\x1b[2J\x1b[1;1Hone\x1b[K\x1b[2;1H\x1b[31mtwo\x1b[0m\x1b[K\x1b[?2026l", Written());
        terminal.Show([new("one", ScreenStyle.Plain), new("2", ScreenStyle.Plain)], 10);
        Assert.Equal("\x1b[?2026h\x1b[2;1H2\x1b[K\x1b[?2026l", Written());

        terminal.Show([new("one", ScreenStyle.Plain), new("2", ScreenStyle.Plain)], 11);
        Assert.Contains("\x1b[2J\x1b[1;1Hone", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_given_back_once_and_taken_again()
    {
        using (var terminal = new ScreenTerminal(_output))
        {
            terminal.Show([new("not yet", ScreenStyle.Plain)], 10);
            Assert.Equal(string.Empty, Written());
            terminal.Enter();
            Written();
            terminal.Leave();
            Assert.EndsWith("\x1b[?25h\x1b[?1049l", Written(), StringComparison.Ordinal);
            terminal.Leave();
            Assert.Equal(string.Empty, Written());
            terminal.Enter();
            terminal.Show([new("all anew", ScreenStyle.Plain)], 10);
            Assert.Contains("all anew", Written(), StringComparison.Ordinal);
        }

        Assert.EndsWith("\x1b[?1049l", Written(), StringComparison.Ordinal);
    }

    /// <summary>Smaller and as large as before between two looks at its size: the lines are cut off, and the size is the same.</summary>
    [Fact]
    public void After_the_signal_of_another_size_all_is_written_again()
    {
        ScreenLine[] lines = [new("one", ScreenStyle.Plain), new("two", ScreenStyle.Plain)];
        using var terminal = new ScreenTerminal(_output);
        terminal.Enter();
        terminal.Show(lines, 10);
        Written();
        Assert.False(terminal.IsStale);
        using (Process.Start("sh", ["-c", $"kill -WINCH {Environment.ProcessId}"]))
        {
            Poll.Until(() => terminal.IsStale, "the signal");
        }

        terminal.Show(lines, 10);
        Assert.Contains("\x1b[2J\x1b[1;1Hone\x1b[K\x1b[2;1Htwo", Written(), StringComparison.Ordinal);
        Assert.False(terminal.IsStale);
    }

    private string Written()
    {
        string written = _output.ToString();
        _output.GetStringBuilder().Clear();
        return written;
    }
}
