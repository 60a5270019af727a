using System.Management.Automation;
using System.Management.Automation.Host;

namespace IpvsPS.Screen;

/// <summary>What PowerShell's host has of a terminal: its size, its keys, and whether it is one at all.</summary>
internal sealed class ScreenHost(PSHostRawUserInterface terminal)
{
    private bool _hasKeys = true;

    /// <summary>Whether the terminal takes more than ASCII, by the variables that say so to every program.</summary>
    public static bool HasUnicode =>
        new[] { "LC_ALL", "LC_CTYPE", "LANG" }
            .Select(Environment.GetEnvironmentVariable)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value))
            is { } locale
        && locale.Replace("-", string.Empty).Contains("UTF8", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why no screen is to be drawn; null where one is.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isPlain">Whether the user wants none.</param>
    public static string? WhyNoScreen(PSCmdlet command, bool isPlain) =>
        isPlain ? "-Plain says so"
        : command.MyInvocation.PipelinePosition < command.MyInvocation.PipelineLength ? "its output goes to another command"
        : Console.IsOutputRedirected ? "its output goes to no terminal"
        : Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? "NO_COLOR is set"
        : Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? "TERM says that the terminal has no screen"
        : !command.Host.UI.SupportsVirtualTerminal ? "this host has no terminal"
        : SizeOf(command.Host.UI.RawUI) is null ? "the terminal does not tell its size"
        : null;

    /// <summary>The terminal's columns and lines; null where it does not tell.</summary>
    public static (int Width, int Height)? SizeOf(PSHostRawUserInterface terminal)
    {
        try
        {
            Size size = terminal.WindowSize;
            return size is { Width: > 0, Height: > 0 } ? (size.Width, size.Height) : null;
        }
        catch (Exception e) when (IsNotSupported(e))
        {
            return null;
        }
    }

    /// <summary>The next key that was pressed; null for none, and where there is no keyboard.</summary>
    public ScreenKey? ReadKey()
    {
        try
        {
            if (!_hasKeys || !terminal.KeyAvailable)
            {
                return null;
            }

            KeyInfo key = terminal.ReadKey(ReadKeyOptions.NoEcho | ReadKeyOptions.IncludeKeyDown);
            return new ScreenKey((ConsoleKey)key.VirtualKeyCode, key.Character);
        }
        catch (Exception e) when (IsNotSupported(e))
        {
            _hasKeys = false;
            return null;
        }
    }

    private static bool IsNotSupported(Exception e) =>
        e is InvalidOperationException or NotSupportedException or NotImplementedException or HostException or IOException;
}
