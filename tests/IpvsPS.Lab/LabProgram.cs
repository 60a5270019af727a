using System.Runtime.InteropServices;
using IpvsPS.Lab.Host;
using IpvsPS.Lab.Session;
using IpvsPS.Lab.Walkthrough;

namespace IpvsPS.Lab;

/// <summary>The program: on the machine it boots the guest, and in the guest it does what was asked.</summary>
internal static class LabProgram
{
    private const int FailedExitCode = 1;
    private const int UsageExitCode = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (GuestEnvironment.IsGuest)
        {
            GuestEnvironment.KeepLowAddressesFromChildren();
            return RunInGuest(arguments);
        }

        if (arguments is ["--help" or "-h" or "help", ..] or [_, "--help" or "-h", ..])
        {
            Console.WriteLine(LabArguments.Usage);
            return 0;
        }

        try
        {
            LabArguments parsed = LabArguments.Parse(arguments);
            return await BootAsync(parsed, LabCommands.Create(parsed));
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine(error.Message);
            return UsageExitCode;
        }
    }

    private static int RunInGuest(string[] arguments) =>
        arguments switch
        {
            ["walkthrough", string document] => new WalkthroughRunner(document, Console.Out).Run(),
            ["picture", string script] => PrintPicture(script),
            _ => throw new ArgumentException($"The guest cannot do '{string.Join(' ', arguments)}'."),
        };

    private static int PrintPicture(string script)
    {
        Console.Write(SessionPicture.Draw(SessionRecording.Record(File.ReadAllText(script))));
        return 0;
    }

    private static async Task<int> BootAsync(LabArguments arguments, GuestCommand command)
    {
        if (
            (
                HostPackages.Ensure(arguments.Kernel)
                ?? (arguments.Verb is LabVerb.Test or LabVerb.Bench ? HostPackages.EnsureServers() : null)
            )
            is string missing
        )
        {
            Console.Error.WriteLine(missing);
            return FailedExitCode;
        }

        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        GuestResult result = await GuestKernel.RunAsync(
            command with
            {
                Timeout = arguments.Timeout ?? command.Timeout,
                WithoutIpvs = arguments.WithoutIpvs,
                Kernel = arguments.Kernel,
            },
            Console.OpenStandardOutput(),
            Console.OpenStandardError(),
            stop.Token
        );
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
