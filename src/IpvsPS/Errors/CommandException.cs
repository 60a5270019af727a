using System.Management.Automation;
using IpvsPS.Netlink;
using IpvsPS.Objects;

namespace IpvsPS.Errors;

/// <summary>Turns a kernel's refusal into a named error; null where the general words serve.</summary>
internal delegate ErrorRecord? ErrorDescriber(NetlinkException exception, object? target);

/// <summary>An input that this module refuses itself, before the kernel sees it.</summary>
internal sealed class CommandException(string errorId, ErrorCategory category, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public ErrorRecord ToErrorRecord(object? target) => new(this, errorId, category, ModuleObject.Of(target));
}
