using System.Diagnostics;

namespace IpvsPS.KernelTests.Links;

/// <summary>Packets that come in by a link, as tcpdump shows them: so many, from when it has been made.</summary>
internal sealed class PacketCapture : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _program;

    /// <summary>Begins to capture; whatever is sent after that is seen.</summary>
    /// <param name="netns">The namespace of the link.</param>
    /// <param name="link">The link.</param>
    /// <param name="count">How many packets.</param>
    /// <param name="options">tcpdump's options.</param>
    /// <param name="filter">Which packets, in tcpdump's words.</param>
    public PacketCapture(string netns, string link, int count, string options, string filter)
    {
        string[] words =
        [
            "netns",
            "exec",
            netns,
            "tcpdump",
            "-i",
            link,
            "-Q",
            "in",
            "-nn",
            "-t",
            "-l",
            "-c",
            $"{count}",
            .. options.Split(' '),
            filter,
        ];
        _program = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string? said = _program.StandardError.ReadLine();
        while (said?.StartsWith("listening on", StringComparison.Ordinal) == false)
        {
            said = _program.StandardError.ReadLine();
        }

        Assert.NotNull(said);
    }

    /// <summary>The lines that tcpdump has written, when all packets have come.</summary>
    public string[] Lines()
    {
        Task<string> output = _program.StandardOutput.ReadToEndAsync();
        Assert.True(output.Wait(Patience), "Not all of the packets have come.");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!_program.HasExited)
        {
            _program.Kill();
        }

        _program.WaitForExit();
        _program.Dispose();
    }
}
