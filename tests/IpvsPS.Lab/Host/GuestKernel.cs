using System.Diagnostics;
using System.Globalization;

namespace IpvsPS.Lab.Host;

/// <summary>Boots a kernel on the machine's own files, runs one command in it and relays its output.</summary>
public static class GuestKernel
{
    /// <summary>The exit code where the kernel ended before the command, as in <c>timeout</c> and <c>env</c>.</summary>
    private const int DiedExitCode = 125;

    private const int TimedOutExitCode = 124;
    private const int CancelledExitCode = 130;

    /// <summary>Runs the command to its end, writing what it writes as it comes.</summary>
    public static async Task<GuestResult> RunAsync(GuestCommand command, Stream output, Stream error, CancellationToken cancellation)
    {
        command = command with { Kernel = KernelChoice.Of(command.Kernel) };
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
            RelayAsync(supervisor.StandardError.BaseStream, error)
        );
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
        scratch.WriteText(
            "mounts",
            string.Concat(
                PowerShellFiles
                    .Mounts(command.PortablePowerShell)
                    .Append((Source: SshServer.Directory, Target: "/opt/openssh-server"))
                    .Append((Source: MonitoringPrograms.Directory, Target: "/opt/prometheus"))
                    .Select(mount => $"{mount.Source}\t{mount.Target}\n")
            )
        );
        (int columns, int rows) = command.Terminal ? (Console.WindowWidth, Console.WindowHeight) : (0, 0);
        scratch.WriteText(
            "options",
            $"""
            without_ipvs={(command.WithoutIpvs ? 1 : 0)}
            terminal={(command.Terminal ? 1 : 0)}
            stock={(command.Kernel == LabKernel.Stock ? 1 : 0)}
            modules={ModulesOf(command.Kernel)}
            columns={columns}
            rows={rows}

            """
        );
    }

    private static string ModulesOf(LabKernel kernel) =>
        kernel == LabKernel.Stock ? Path.Combine(StockKernel.Directory, "lib/modules") : UserModeKernel.Modules(kernel);

    private static Process StartSupervisor(ScratchDirectory scratch, GuestCommand command)
    {
        (string memoryDirectory, long megabytes) = MemoryFile.Choose(scratch.Path);
        string terminal = command.Terminal ? File.ResolveLinkTarget("/proc/self/fd/0", returnFinalTarget: false)!.FullName : "";
        string[] kernel =
            command.Kernel == LabKernel.Stock
                ? StockKernel.CommandLine(scratch, command.Processors, command.Terminal)
                : UserModeKernel.CommandLine(command.Kernel, scratch, command.Terminal, megabytes);
        var start = new ProcessStartInfo("setsid", ["bash", Asset("Host/supervise.sh"), scratch.Path, terminal, .. kernel])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            Environment = { ["TMPDIR"] = memoryDirectory },
        };
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
