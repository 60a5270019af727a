using System.Globalization;
using System.Management.Automation;
using IpvsPS.Drain;
using IpvsPS.State;

namespace IpvsPS.Errors;

/// <summary>The words for what stands in the way of suspending, waiting and resuming, and for what is remembered.</summary>
internal static class DrainErrors
{
    /// <summary>What has prevented a suspension or its end.</summary>
    public static ErrorRecord Describe(DrainOutcome outcome, IpvsRealServer server) =>
        outcome.Problem is { } problem
            ? Describe(problem, server)
            : IpvsErrors.Describe(outcome.Refusal!, server) ?? KernelErrors.Describe(outcome.Refusal!, server);

    public static ErrorRecord Describe(DrainFinding finding, IpvsRealServer server)
    {
        string name = $"{server} in {server.ServiceId}";
        (string id, ErrorCategory category, string message) = finding.Code switch
        {
            DrainCode.NotFound => (
                "IpvsRealServerNotFound",
                ErrorCategory.ObjectNotFound,
                $"There is no real server {name} any more. Get-IpvsRealServer lists those there are."
            ),
            DrainCode.Vanished => (
                "IpvsRealServerVanished",
                ErrorCategory.ObjectNotFound,
                $"{name} was removed by somebody else while it was waited for; its connections are cut off or reset. There is "
                    + $"nothing left to wait for or to remove."
            ),
            DrainCode.Resumed => (
                "IpvsRealServerResumed",
                ErrorCategory.InvalidOperation,
                $"{name} got the weight {finding.Values[0]} while it was waited for, and new connections with it. "
                    + $"Suspend-IpvsRealServer takes it away again."
            ),
            DrainCode.NotSuspended => (
                "IpvsRealServerNotSuspended",
                ErrorCategory.InvalidOperation,
                $"{name} has the weight {finding.Values[0]}: new connections go on arriving, and waiting would have no end. "
                    + $"Suspend it first: Suspend-IpvsRealServer {server} | Wait-IpvsRealServer."
            ),
            DrainCode.FormerWeightUnknown => (
                "IpvsFormerWeightUnknown",
                ErrorCategory.ObjectNotFound,
                $"{name} has the weight 0 and no former one is known: it was not suspended on this boot, or its record is gone. "
                    + $"Give the weight: Resume-IpvsRealServer {server} -Weight 1."
            ),
            DrainCode.ChangedMeanwhile => (
                "IpvsSuspensionChanged",
                ErrorCategory.ResourceBusy,
                $"{name} was changed by somebody else on the way (its weight is {finding.Values[0]}), and is left as it is. "
                    + $"Get-IpvsRealServer shows who has it in hand."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(finding), finding.Code, null),
        };
        return new CommandException(id, category, message).ToErrorRecord(new Objects.IpvsRealServer(server));
    }

    /// <summary>Says what is to be known of one that was suspended or resumed.</summary>
    public static void Warn(Cmdlet command, DrainOutcome outcome, bool expiresPersistence)
    {
        string service = outcome.Server.Service.ToString();
        foreach (DrainFinding note in outcome.Notes)
        {
            string? words = note.Code switch
            {
                DrainCode.NoneLeft => $"No real server of {service} takes new connections now: its clients are refused.",
                DrainCode.PersistentClientsStay when !expiresPersistence =>
                    $"{service} is persistent: clients that are tied to {outcome.Server} ({note.Values[0]} now) still come to "
                        + $"it with new connections. -ExpirePersistence moves them, for all services of this network namespace.",
                DrainCode.WeightAlreadyZero => $"{outcome.Server} had the weight 0 already, and no former one is known: "
                    + $"Resume-IpvsRealServer will need -Weight.",
                DrainCode.WeightsExceedTable => $"The weights of {service} add up to {note.Values[0]}, and the table of sh has "
                    + $"{note.Values[1]} places: some of its real servers get no clients. Lower all weights in proportion.",
                DrainCode.StillRemembered => $"What is remembered could not be written: {note.Values[0]} It holds only while "
                    + $"the weight is 0.",
                _ => null,
            };
            if (words is not null)
            {
                command.WriteWarning(words);
            }
        }
    }

    public static ErrorRecord TimedOut(DrainStatus status, IpvsRealServer server)
    {
        string idle = status.OldestIdle is { } oldest
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" The stillest of them has had no packet for {oldest.TotalSeconds:0} " + $"seconds: -IgnoreIdle leaves such ones out."
            )
            : string.Empty;
        return new CommandException(
            "IpvsDrainTimeout",
            ErrorCategory.OperationTimeout,
            $"{server} in {server.ServiceId} has not drained in {status.Elapsed.TotalSeconds:0} seconds: "
                + $"{DrainText.Describe(status)}.{idle} It keeps the weight 0: wait again, remove it with "
                + $"Remove-IpvsRealServer, or give its weight back with Resume-IpvsRealServer."
        ).ToErrorRecord(new Objects.IpvsRealServer(server));
    }

    public static ErrorRecord ServiceNotFound(string server) =>
        new CommandException(
            "IpvsServiceNotFound",
            ErrorCategory.ObjectNotFound,
            $"There is no such service, and so no real server {server} of it. Get-IpvsService lists those there are."
        ).ToErrorRecord(server);

    public static CommandException NothingNamed(string command) =>
        new(
            "IpvsRealServerMissing",
            ErrorCategory.InvalidArgument,
            $"No real server is named. Name real servers or services, such as {command} 172.17.0.4, or pipe them: "
                + $"Get-IpvsService 10.0.0.1:80 | {command}."
        );

    public static CommandException TimeoutMissing(DrainTimeoutAction action) =>
        new(
            "IpvsDrainTimeoutMissing",
            ErrorCategory.InvalidArgument,
            $"-OnTimeout {action} needs -Timeout: without it the waiting " + $"has no end."
        );

    /// <exception cref="CommandException">The time is given, and too short.</exception>
    public static void ThrowIfNotPositive(Duration? time, string parameter, string instead, double least = 0)
    {
        if (time is { } given && (given.Seconds <= 0 || given.Seconds < least))
        {
            string bound = least > 0 ? string.Create(CultureInfo.InvariantCulture, $"{least} second or more") : "more than 0 seconds";
            throw new CommandException(
                "IpvsDurationInvalid",
                ErrorCategory.InvalidArgument,
                $"-{parameter} is {bound}, not " + $"{given}: {instead}"
            );
        }
    }

    /// <summary>What stands in the way of what is remembered.</summary>
    public static ErrorRecord Describe(StateException exception, object? target) =>
        ToCommandException(exception).ToErrorRecord(target ?? exception.Path);

    public static CommandException ToCommandException(StateException exception)
    {
        (string id, ErrorCategory category, string advice) = exception.Error switch
        {
            StateError.PermissionDenied => ("IpvsStatePermissionDenied", ErrorCategory.PermissionDenied, "Run PowerShell as root."),
            StateError.NoSpace => ("IpvsStateNoSpace", ErrorCategory.WriteError, "Nothing was changed: make room there and try again."),
            StateError.NewerVersion => ("IpvsStateNewerVersion", ErrorCategory.InvalidData, "Nothing was changed."),
            StateError.Unreadable => ("IpvsStateUnreadable", ErrorCategory.InvalidData, "Nothing was changed."),
            StateError.Busy => ("IpvsStateBusy", ErrorCategory.ResourceBusy, "Nothing was changed: try again."),
            _ => ("IpvsStateFailed", ErrorCategory.NotSpecified, "Nothing was changed."),
        };
        return new CommandException(id, category, $"What is suspended is remembered in a file. {exception.Message} {advice}");
    }

    /// <summary>What a scheduler does with the clients of a real server that gets the weight 0, and the way out.</summary>
    public static string Refusing(DrainFinding finding)
    {
        string start =
            $"With the weight 0 of {finding.Server}, the scheduler {finding.Values[0]} refuses the clients that its hash leads "
            + $"there, instead of giving them another real server.";
        return finding.Values[1] is string { Length: > 0 } flag
            ? $"{start} -Force gives the service the flag {flag} first, which stays."
            : $"{start} It has no flag against that: change the scheduler with Set-IpvsService, or remove the real server.";
    }
}
