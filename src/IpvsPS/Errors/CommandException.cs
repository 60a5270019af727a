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
    /// <summary>The error about an input: an object of the module, or the text of what was typed.</summary>
    public ErrorRecord ToErrorRecord(object? target) =>
        new(
            this,
            errorId,
            category,
            target is EndpointPattern or PathArgument or EndpointArgument or AddressArgument or NameArgument or NetNamespaceArgument
                ? target.ToString()
                : ModuleObject.Of(target)
        );
}
