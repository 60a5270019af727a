using System.Management.Automation;
using IpvsPS.Namespaces;

namespace IpvsPS.Errors;

/// <summary>Named errors for network namespaces: what IpvsPS.Core says is wrong, and what to type next.</summary>
internal static class NamespaceErrors
{
    public static ErrorRecord Describe(NetNamespaceException exception, object? target)
    {
        (string id, ErrorCategory category, string? remedy) = WordsOf(exception.Error);
        string message = remedy is null ? exception.Message : $"{exception.Message} {remedy}";
        return new ErrorRecord(new CommandException(id, category, message), id, category, target);
    }

    public static CommandException WrongThread(string message) => new("NetNamespaceWrongThread", ErrorCategory.InvalidOperation, message);

    public static CommandException NotEntered(string message) => new("NetNamespaceNotEntered", ErrorCategory.InvalidOperation, message);

    /// <summary>The name, for commands that are about names under /run/netns.</summary>
    /// <exception cref="CommandException">The argument is a path, or empty.</exception>
    public static string RequireName(this NetNamespaceArgument argument) =>
        argument.Namespace.Name is { Length: > 0 } name
            ? name
            : throw new CommandException(
                "NetNamespaceNameInvalid",
                ErrorCategory.InvalidArgument,
                (
                    argument.Namespace.Name is not null || argument.IsEmptyText
                        ? "The name of a network namespace is empty."
                        : $"'{argument}' is no name of a network namespace."
                ) + $" A name is a file name under {NetNamespace.Directory}, such as pod1."
            );

    /// <summary>The namespace, for commands where an empty text must not stand for the one PowerShell was started in.</summary>
    /// <exception cref="CommandException">The argument is an empty text.</exception>
    public static NetNamespace RequireNotEmpty(this NetNamespaceArgument argument) =>
        !argument.IsEmptyText
            ? argument.Namespace
            : throw new CommandException(
                "NetNamespaceMissing",
                ErrorCategory.InvalidArgument,
                "The network namespace is empty. Give a name, a path, a process id or a namespace."
            );

    private static (string Id, ErrorCategory Category, string? Remedy) WordsOf(NetNamespaceError error) =>
        error switch
        {
            NetNamespaceError.NotFound => (
                "NetNamespaceNotFound",
                ErrorCategory.ObjectNotFound,
                "Get-NetNamespace lists those with a name; New-NetNamespace makes one."
            ),
            NetNamespaceError.ProcessNotFound => (
                "NetNamespaceNotFound",
                ErrorCategory.ObjectNotFound,
                "Get-Process lists the processes that run."
            ),
            NetNamespaceError.ProcHidden => (
                "ProcHidden",
                ErrorCategory.ResourceUnavailable,
                "See the line of /proc in /proc/self/mountinfo; in a systemd unit, set ProcSubset=all and ProtectProc=default."
            ),
            NetNamespaceError.Changed => ("NetNamespaceChanged", ErrorCategory.InvalidData, "Get the object anew."),
            NetNamespaceError.NotNamespace => (
                "NotNetNamespace",
                ErrorCategory.InvalidType,
                "A leftover under /run/netns goes away with Remove-NetNamespace."
            ),
            NetNamespaceError.NotLeftover => (
                "NotNetNamespace",
                ErrorCategory.InvalidType,
                "See what it is, and delete it with Remove-Item."
            ),
            NetNamespaceError.Exists => (
                "NetNamespaceExists",
                ErrorCategory.ResourceExists,
                "Choose another name, or remove it with Remove-NetNamespace first."
            ),
            NetNamespaceError.NameTaken => (
                "NetNamespaceExists",
                ErrorCategory.ResourceExists,
                "Remove-NetNamespace removes such a leftover."
            ),
            NetNamespaceError.InvalidName => ("NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, null),
            NetNamespaceError.PermissionDenied => ("PermissionDenied", ErrorCategory.PermissionDenied, null),
            NetNamespaceError.MountsDenied => (
                "PermissionDenied",
                ErrorCategory.PermissionDenied,
                "Invoke-NetNamespace with a script block needs no mounts."
            ),
            NetNamespaceError.InvalidContainerId => (
                "ContainerIdInvalid",
                ErrorCategory.InvalidArgument,
                "Give the container's id with -ContainerId, or a process with -ProcessId."
            ),
            NetNamespaceError.ContainerNotFound => (
                "ContainerNotFound",
                ErrorCategory.ObjectNotFound,
                "-ProcessId takes a process instead."
            ),
            NetNamespaceError.ContainerAmbiguous => ("ContainerIdAmbiguous", ErrorCategory.InvalidArgument, null),
            _ => ("NetNamespaceRefused", ErrorCategory.NotSpecified, null),
        };
}
