using System.Management.Automation;
using IpvsPS.Namespaces;

namespace IpvsPS.Errors;

/// <summary>Named errors for network namespaces.</summary>
internal static class NamespaceErrors
{
    public static ErrorRecord Describe(NetNamespaceException exception, object? target)
    {
        (string id, ErrorCategory category) = exception.Error switch
        {
            NetNamespaceError.NotFound => ("NetNamespaceNotFound", ErrorCategory.ObjectNotFound),
            NetNamespaceError.Changed => ("NetNamespaceChanged", ErrorCategory.InvalidData),
            NetNamespaceError.NotNamespace => ("NotNetNamespace", ErrorCategory.InvalidType),
            NetNamespaceError.Exists => ("NetNamespaceExists", ErrorCategory.ResourceExists),
            NetNamespaceError.InvalidName => ("NetNamespaceNameInvalid", ErrorCategory.InvalidArgument),
            NetNamespaceError.PermissionDenied => ("PermissionDenied", ErrorCategory.PermissionDenied),
            NetNamespaceError.WrongThread => ("NetNamespaceWrongThread", ErrorCategory.InvalidOperation),
            NetNamespaceError.NotEntered => ("NetNamespaceNotEntered", ErrorCategory.InvalidOperation),
            NetNamespaceError.InvalidContainerId => ("ContainerIdInvalid", ErrorCategory.InvalidArgument),
            NetNamespaceError.ContainerNotFound => ("ContainerNotFound", ErrorCategory.ObjectNotFound),
            NetNamespaceError.ContainerAmbiguous => ("ContainerIdAmbiguous", ErrorCategory.InvalidArgument),
            _ => ("NetNamespaceRefused", ErrorCategory.NotSpecified),
        };
        return new ErrorRecord(exception, id, category, target);
    }
}
