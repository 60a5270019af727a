using System.Diagnostics;
using IpvsPS.Lab;
using IpvsPS.Lab.Host;

namespace IpvsPS.LabTests;

/// <summary>The lab run as a program, with a temporary directory of its own to see what it leaves there.</summary>
internal sealed class LabProcess : IDisposable
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(3);

    private readonly TimeSpan _patience;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("lab-test.");
    private readonly Process _process;

    private LabProcess(TimeSpan patience, string program, params string[] arguments)
    {
        _patience = patience;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _temporary.UnixFileMode = (UnixFileMode)0b111_111_111;
        start.Environment["TMPDIR"] = _temporary.FullName;
        // The runtime's diagnostic pipes lie in the temporary directory, and stay there when it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[LabCommands.BuiltVariable] = "1";
        _process = Process.Start(start)!;
    }

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    /// <summary>The lab's assembly in this test's output.</summary>
    public static string Assembly { get; } = typeof(GuestCommand).Assembly.Location;

    /// <summary>Starts the lab as a terminal would: a shell in the background has its children ignore SIGINT.</summary>
    public static LabProcess Start(params string[] arguments) => Start(UsualPatience, arguments);

    /// <summary>Starts the lab for what takes longer than most of the tests.</summary>
    public static LabProcess Start(TimeSpan patience, params string[] arguments) =>
        new(patience, "env", ["--default-signal", GuestEnvironment.DotnetHost, "exec", Assembly, .. arguments]);

    /// <summary>Runs the lab, and sees that it ends with a code and leaves nothing.</summary>
    /// <returns>What it wrote.</returns>
    public static string RunToTheEnd(int exitCode, params string[] arguments)
    {
        using LabProcess lab = Start(arguments);
        string output = lab.Output.ReadToEnd();
        string error = lab.Error.ReadToEnd();
        Assert.True(lab.WaitForExit() == exitCode, output + error);
        lab.AssertNothingIsLeft();
        return output;
    }

    /// <summary>Starts a copy of the lab through another program, such as setpriv.</summary>
    public static LabProcess StartThrough(string[] program, string assembly, params string[] arguments) =>
        new(UsualPatience, program[0], [.. program[1..], GuestEnvironment.DotnetHost, "exec", assembly, .. arguments]);

    public void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(_patience), "The lab did not end.");
        return _process.ExitCode;
    }

    /// <summary>Waits until no process and no file of this lab is left, or fails with what is.</summary>
    public void AssertNothingIsLeft()
    {
        string[] left = [];
        for (int attempt = 0; attempt < 300; attempt++)
        {
            left = [.. Processes().Concat(_temporary.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(f => f.FullName))];
            if (left.Length == 0)
            {
                return;
            }

            Thread.Sleep(100);
        }

        Assert.Fail($"Left behind:\n{string.Join('\n', left)}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _temporary.Delete(recursive: true);
    }

    private IEnumerable<string> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(directory => int.TryParse(Path.GetFileName(directory), out _))
            .Select(directory => ReadText(Path.Combine(directory, "cmdline")).Replace('\0', ' '))
            .Where(line => line.Contains(_temporary.FullName, StringComparison.Ordinal));

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
