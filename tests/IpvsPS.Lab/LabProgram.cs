using System.Runtime.InteropServices;
using IpvsPS.Lab.Engine;
using IpvsPS.Lab.Host;
using IpvsPS.Lab.Walkthrough;

namespace IpvsPS.Lab;

/// <summary>The verbs of the lab's command line.</summary>
internal static class LabProgram
{
    private const int UsageExitCode = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (GuestEnvironment.IsGuest)
        {
            return RunInGuest(arguments);
        }

        LabArguments parsed;
        try
        {
            parsed = LabArguments.Parse(arguments);
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine(LabArguments.Usage);
            return UsageExitCode;
        }

        if (parsed.Pwsh && FindPwsh() is null)
        {
            Console.Error.WriteLine("lab: no pwsh found: it is neither on PATH nor named by the PWSH variable");
            return UsageExitCode;
        }

        return await BootAsync(parsed, CommandOf(parsed));
    }

    private static GuestCommand CommandOf(LabArguments arguments)
    {
        string[] rest = [.. arguments.Rest];
        string import = $"Import-Module '{PowerShellEngine.ModuleManifest.Replace("'", "''", StringComparison.Ordinal)}'";
        return (arguments.Verb, arguments.Pwsh) switch
        {
            (LabVerb.Run, _) => new GuestCommand(rest[0], rest[1..]),
            (LabVerb.Script, false) => OfThisProgram(["script", .. rest]),
            (LabVerb.Script, true) => new GuestCommand(FindPwsh()!, ["-NoProfile", "-Command", $"{import}; & @args", .. rest]),
            (LabVerb.Shell, false) => new GuestCommand("bash") { Terminal = true },
            (LabVerb.Shell, true) => new GuestCommand(FindPwsh()!, "-NoProfile", "-NoExit", "-Command", import) { Terminal = true },
            (LabVerb.Walkthrough, _) => OfThisProgram(["walkthrough", Repository.File("docs/walkthrough.md")]) with { Timeout = TimeSpan.FromMinutes(5) },
            _ => throw new NotSupportedException(),
        };
    }

    private static GuestCommand OfThisProgram(string[] arguments) =>
        GuestCommand.ForAssembly(typeof(LabProgram).Assembly.Location, arguments);

    private static string? FindPwsh() =>
        Environment.GetEnvironmentVariable("PWSH") is { Length: > 0 } named ? named : HostPackages.FindProgram("pwsh");

    private static int RunInGuest(string[] arguments) => arguments switch
    {
        ["script", string path, ..] => ScriptRunner.RunFile(path, arguments[2..]),
        ["walkthrough", string document] => new WalkthroughRunner(document, Console.Out).Run(),
        ["shell"] => ScriptRunner.RunLines(),
        _ => throw new ArgumentException($"The guest cannot do '{string.Join(' ', arguments)}'."),
    };

    private static async Task<int> BootAsync(LabArguments arguments, GuestCommand command)
    {
        if (HostPackages.Ensure() is string missing)
        {
            Console.Error.WriteLine(missing);
            return 1;
        }

        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        GuestResult result = await GuestKernel.RunAsync(
            command with { Timeout = arguments.Timeout ?? command.Timeout, WithoutIpvs = arguments.WithoutIpvs },
            Console.OpenStandardOutput(),
            Console.OpenStandardError(),
            stop.Token);
        if (result.Explanation is string explanation)
        {
            Console.Error.WriteLine($"lab: {explanation}");
        }

        return result.ExitCode;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
