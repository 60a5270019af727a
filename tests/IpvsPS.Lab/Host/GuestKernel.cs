using System.Diagnostics;
using System.Globalization;

namespace IpvsPS.Lab.Host;

/// <summary>Boots a user-mode kernel on the machine's own files, runs one command in it and relays its output.</summary>
public static class GuestKernel
{
    /// <summary>The exit code where the kernel ended before the command, as in <c>timeout</c> and <c>env</c>.</summary>
    private const int DiedExitCode = 125;

    private const int TimedOutExitCode = 124;
    private const int CancelledExitCode = 130;

    /// <summary>Runs the command to its end, writing what it writes as it comes.</summary>
    public static async Task<GuestResult> RunAsync(GuestCommand command, Stream output, Stream error, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory();
        using TerminalSettings? terminal = command.Terminal ? new TerminalSettings() : null;
        WriteRequest(scratch, command);
        using Process supervisor = StartSupervisor(scratch, command);

        using var limit = new CancellationTokenSource(command.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        // Closing the supervisor's input is how everything it holds is killed.
        using CancellationTokenRegistration kill = stop.Token.Register(supervisor.StandardInput.Close);
        // Both pipes reach their end only when the last process of the guest is gone.
        await Task.WhenAll(
            RelayAsync(supervisor.StandardOutput.BaseStream, output),
            RelayAsync(supervisor.StandardError.BaseStream, error));
        await supervisor.WaitForExitAsync(CancellationToken.None);

        string kernelLog = scratch.ReadText("kernel.log");
        if (int.TryParse(scratch.ReadText("status"), CultureInfo.InvariantCulture, out int status))
        {
            return new GuestResult(GuestEnd.Exited, status, kernelLog);
        }

        return cancellation.IsCancellationRequested ? new GuestResult(GuestEnd.Cancelled, CancelledExitCode, kernelLog)
            : limit.IsCancellationRequested ? new GuestResult(GuestEnd.TimedOut, TimedOutExitCode, kernelLog)
            : new GuestResult(GuestEnd.Died, DiedExitCode, kernelLog);
    }

    private static void WriteRequest(ScratchDirectory scratch, GuestCommand command)
    {
        foreach (string script in new[] { "init.sh", "inside.sh" })
        {
            File.Copy(Asset($"Guest/{script}"), scratch.File(script));
        }

        scratch.WriteBytes(GuestEnvironment.LowAddresses, LowAddresses.Library());
        Dictionary<string, string> variables = GuestEnvironment.Create(command.Terminal);
        foreach ((string name, string value) in command.Variables)
        {
            variables[name] = value;
        }

        scratch.WriteList("environment", variables.Select(v => $"{v.Key}={v.Value}"));
        scratch.WriteList("command", [command.FileName, .. command.Arguments]);
        scratch.WriteText("directory", command.Directory);
        scratch.WriteText("mounts", string.Concat(PowerShellFiles.Mounts.Select(mount => $"{mount.Source}\t{mount.Target}\n")));
        (int columns, int rows) = command.Terminal ? (Console.WindowWidth, Console.WindowHeight) : (0, 0);
        scratch.WriteText("options", $"without_ipvs={(command.WithoutIpvs ? 1 : 0)}\nterminal={(command.Terminal ? 1 : 0)}\ncolumns={columns}\nrows={rows}\n");
    }

    private static Process StartSupervisor(ScratchDirectory scratch, GuestCommand command)
    {
        (string memoryDirectory, long megabytes) = MemoryFile.Choose(scratch.Path);
        string terminal = command.Terminal ? File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)!.FullName : "";
        string[] consoles = command.Terminal
            ? ["con0=fd:0,fd:1"]
            : ["con0=null,fd:1", "con1=null,fd:3", "con2=null,fd:4"];
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        string[] arguments =
        [
            "bash", Asset("Host/supervise.sh"), scratch.Path, terminal,
            $"mem={megabytes}M", "rootfstype=hostfs", "rootflags=/", "ro", $"uml_dir={scratch.Path}/", "umid=lab",
            "con=null", .. consoles, "quiet", "loglevel=1",
            // 256 old-style terminals and a RAID benchmark took 1.7 of the 2.6 seconds to the first process.
            "pty.legacy_count=0", "initcall_blacklist=raid6_select_algo",
            "init=/bin/bash", "--", scratch.File("init.sh"), scratch.Path,
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["TMPDIR"] = memoryDirectory;
        return Process.Start(start)!;
    }

    private static async Task RelayAsync(Stream from, Stream to)
    {
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None);
            await to.FlushAsync(CancellationToken.None);
        }
    }

    private static string Asset(string name) => Path.Combine(AppContext.BaseDirectory, name);
}
