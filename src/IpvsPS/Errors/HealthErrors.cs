using System.Management.Automation;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Errors;

/// <summary>The words for what is wrong with checks and their use.</summary>
internal static class HealthErrors
{
    /// <summary>What a property of a check is called as a parameter and as a property.</summary>
    public static string NameOf(HealthCheckField field) => char.ToUpperInvariant(field.Key[0]) + field.Key[1..];

    /// <summary>A check that breaks a rule.</summary>
    public static CommandException Invalid(HealthCheckProblem problem, string field, State.IpvsHealthCheck check)
    {
        if (problem == HealthCheckProblem.ScriptPathMissing)
        {
            return new CommandException(
                "IpvsHealthCheckInvalid",
                ErrorCategory.InvalidArgument,
                "A check of kind Script needs -ScriptPath, the path of a script or program, or -ScriptBlock."
            );
        }

        string words = HealthCheckText.Describe(problem, field, check, property => $"-{NameOf(HealthCheckField.Find(property))}");
        return new CommandException("IpvsHealthCheckInvalid", ErrorCategory.InvalidArgument, char.ToUpperInvariant(words[0]) + words[1..]);
    }

    /// <summary>A check asks by another protocol than the one that the service forwards.</summary>
    public static CommandException NotOfService(State.IpvsHealthCheck check, IpvsServiceId service, string? file = null) =>
        new(
            "IpvsHealthCheckInvalid",
            ErrorCategory.InvalidArgument,
            (file is null ? string.Empty : $"{file}: ")
                + $"The service {service} forwards {$"{service.ProtocolOrNull}".ToUpperInvariant()}, which a check of kind {check.Kind} "
                + "does not speak: choose Icmp, Script"
                + (
                    service.ProtocolOrNull == IpvsProtocol.Udp ? ", Udp or Dns"
                    : service.ProtocolOrNull == IpvsProtocol.Tcp ? " or Tcp"
                    : string.Empty
                )
                + ", or name the port that it is to ask with "
                + (file is null ? "-Port." : "\"port\".")
        );

    /// <summary>A check cannot go through a service.</summary>
    public static CommandException NotThroughService(IpvsHealthCheckKind kind, IpvsServiceId service, string? file) =>
        new(
            "IpvsHealthViaConflict",
            ErrorCategory.InvalidArgument,
            (file is null ? string.Empty : $"{file}: ")
                + (
                    service.IsFirewallMark
                        ? $"The service {service} has a firewall mark and no address that -Via Service could ask"
                        : $"A check of kind {kind} does not go through the service {service}, as -Via Service has it: choose a kind that "
                            + "connects, such as Tcp with the port that it is to ask"
                )
                + ", or take -Via RealServer."
        );

    /// <summary>A block stands beside a path, or in a check of another kind.</summary>
    public static CommandException ScriptBlockConflict(IpvsHealthCheckKind kind) =>
        new(
            "IpvsHealthCheckInvalid",
            ErrorCategory.InvalidArgument,
            kind == IpvsHealthCheckKind.Script
                ? "-ScriptPath and -ScriptBlock are two scripts: give one of them."
                : $"A check of kind {kind} does not use -ScriptBlock: leave it out, or choose Script."
        );

    /// <summary>The namespace in which a service's address is asked is not given, or given for nothing.</summary>
    public static CommandException ViaNamespace(bool isMissing) =>
        new(
            "IpvsHealthViaConflict",
            ErrorCategory.InvalidArgument,
            isMissing
                ? "-Via Namespace asks in the real server's own network namespace: name it with -RealServerNetNamespace."
                : "-RealServerNetNamespace is for -Via Namespace: add that, or leave it out."
        );

    /// <summary>A real server's own namespace is that of one real server.</summary>
    public static CommandException ManyInNamespace(int count) =>
        new(
            "IpvsHealthViaConflict",
            ErrorCategory.InvalidArgument,
            $"-Via Namespace asks one real server in its own network namespace, and {count} are named: name one with its port, "
                + "and its service with -VirtualAddress."
        );

    /// <summary>A namespace has one monitor.</summary>
    public static CommandException MonitorRuns(NetNamespace netns) =>
        new(
            "IpvsHealthMonitorRuns",
            ErrorCategory.ResourceBusy,
            $"The network namespace '{netns}' has a monitor already, and two would write each other's weights: Get-IpvsHealth shows its "
                + "process and what it knows."
        );

    /// <summary>Probes inside of real servers' namespaces are for one real server at a time.</summary>
    public static CommandException NoMonitorInNamespaces() =>
        new(
            "IpvsHealthViaConflict",
            ErrorCategory.InvalidArgument,
            "-Via Namespace is for Test-IpvsRealServer, one real server at a time: watch with -Via RealServer or -Via Service."
        );

    /// <summary>Neither services nor a file are named.</summary>
    public static CommandException NothingToWatch() =>
        new(
            "IpvsServiceMissing",
            ErrorCategory.InvalidArgument,
            "No service is named: give -VirtualAddress or -FirewallMark, pipe services, or give -Path of a configuration with health."
        );

    /// <summary>The floor is neither a number nor a part.</summary>
    public static CommandException MinimumInvalid(string given) =>
        new(
            "IpvsHealthMinimumInvalid",
            ErrorCategory.InvalidArgument,
            $"-MinimumHealthy is a number of real servers, or a part of them from 0% to 100% such as 50%, not '{given}'."
        );

    /// <summary>A configuration without health sections.</summary>
    public static CommandException NoSection(string path) =>
        new(
            "IpvsHealthSectionMissing",
            ErrorCategory.InvalidData,
            $"'{path}' has no key health, at the top or in a service, so that nothing says what to watch: \"health\": {{ \"check\": [] }} "
                + "at the top watches every service by its protocol."
        );
}
