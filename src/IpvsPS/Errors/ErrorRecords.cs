using System.Management.Automation;
using IpvsPS.DirectRouting;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Errors;

/// <summary>The one place that makes error records of exceptions.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record of what went wrong with an input; null for an exception that is a fault and no refusal.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="target">The input.</param>
    /// <param name="describe">The words of the command for what the kernel refuses.</param>
    public static ErrorRecord? From(Exception exception, object? target, ErrorDescriber describe) =>
        exception switch
        {
            NetlinkException refusal => describe(refusal, target) ?? KernelErrors.Describe(refusal, target),
            NetNamespaceException refusal => NamespaceErrors.Describe(refusal, target),
            StateException refusal => DrainErrors.Describe(refusal, target),
            FirewallException refusal => KubernetesErrors.Describe(refusal, target),
            DirectRoutingException refusal => DirectRoutingErrors.ToCommandException(refusal).ToErrorRecord(target),
            CommandException refusal => refusal.ToErrorRecord(target),
            _ => null,
        };
}
