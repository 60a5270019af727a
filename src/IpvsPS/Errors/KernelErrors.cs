using System.Management.Automation;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>The words for error numbers that mean the same whatever was asked of the kernel.</summary>
internal static class KernelErrors
{
    public static ErrorRecord Describe(NetlinkException exception, object? target)
    {
        (string id, ErrorCategory category, string reason) = exception.Error switch
        {
            Errno.EPERM or Errno.EACCES when LacksCapability(exception) => (
                "PermissionDenied",
                ErrorCategory.PermissionDenied,
                $"it needs the capability CAP_NET_ADMIN in the initial user namespace: {UserNamespace.RunAsRoot}"
            ),
            Errno.EBUSY => ("KernelBusy", ErrorCategory.ResourceBusy, "the kernel is busy with it: try again."),
            Errno.ENODEV => ("LinkNotFound", ErrorCategory.ObjectNotFound, "the link is not there: Get-NetLink lists them."),
            Errno.EEXIST => ("AlreadyExists", ErrorCategory.ResourceExists, "it is there already."),
            Errno.EINTR => ("ListingInterrupted", ErrorCategory.ResourceBusy, "the table kept changing while it was read: try again."),
            Errno.ENOBUFS => (
                "AnswersLost",
                ErrorCategory.ResourceUnavailable,
                "some of the kernel's answers were lost, so what it did is not known: list and compare."
            ),
            Errno.ETIMEDOUT => ("KernelTimeout", ErrorCategory.OperationTimeout, "the kernel did not answer in time: try again."),
            Errno.EBADMSG or Errno.EMSGSIZE => (
                "KernelAnswerInvalid",
                ErrorCategory.InvalidData,
                $"the kernel's answer could not be read: {exception.KernelMessage}."
            ),
            Errno.EINVAL or Errno.ERANGE => (
                "KernelRefusedValue",
                ErrorCategory.InvalidArgument,
                $"the kernel refused a value: {exception.KernelMessage ?? "it does not say which"}."
            ),
            _ => (
                "KernelRefused",
                ErrorCategory.NotSpecified,
                $"the kernel refused with {exception.Error}{(exception.KernelMessage is { } words ? $": {words}" : string.Empty)}."
            ),
        };
        return Make(exception, id, category, reason, target);
    }

    /// <summary>
    /// Whether a refusal is about who asks. The kernel says nothing more then; where it does, or where the capability is
    /// held, EPERM and EACCES are about what is asked.
    /// </summary>
    public static bool LacksCapability(NetlinkException exception) =>
        exception.Error is Errno.EPERM or Errno.EACCES && exception.KernelMessage is null && !UserNamespace.HoldsNetAdmin;

    /// <summary>
    /// An error record that says what was being done, why it failed and what to do. Its exception says the same, so that
    /// <c>$_.Exception.Message</c> does too; the inner one is the kernel's refusal.
    /// </summary>
    public static ErrorRecord Make(NetlinkException exception, string id, ErrorCategory category, string reason, object? target) =>
        new CommandException(id, category, $"Cannot {exception.Operation}: {reason}", exception).ToErrorRecord(target);
}
