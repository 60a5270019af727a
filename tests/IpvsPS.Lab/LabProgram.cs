using System.Runtime.InteropServices;
using IpvsPS.Lab.Host;

namespace IpvsPS.Lab;

/// <summary>The verbs of the lab's command line.</summary>
internal static class LabProgram
{
    private const int UsageExitCode = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
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

        return await BootAsync(parsed, new GuestCommand(parsed.Rest[0], [.. parsed.Rest.Skip(1)]));
    }

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
