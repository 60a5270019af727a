namespace IpvsPS.Namespaces;

/// <summary>Why a network namespace could not be used.</summary>
public enum NetNamespaceError
{
    /// <summary>There is no such name or path.</summary>
    NotFound,

    /// <summary>There is no such process.</summary>
    ProcessNotFound,

    /// <summary>A part of /proc that would tell is not there, so that nothing is known.</summary>
    ProcHidden,

    /// <summary>The name, path or process now stands for another namespace than the object it came from.</summary>
    Changed,

    /// <summary>The file is there and is not a network namespace.</summary>
    NotNamespace,

    /// <summary>The file is a directory, which is never what a namespace leaves behind.</summary>
    NotLeftover,

    /// <summary>The name is in use.</summary>
    Exists,

    /// <summary>A file that is not a network namespace has the name.</summary>
    NameTaken,

    /// <summary>The text cannot name a namespace.</summary>
    InvalidName,

    /// <summary>The text cannot be a container's id.</summary>
    InvalidContainerId,

    /// <summary>No process belongs to a container of that id.</summary>
    ContainerNotFound,

    /// <summary>The beginning of the id fits several containers.</summary>
    ContainerAmbiguous,

    /// <summary>A capability or a permission is missing.</summary>
    PermissionDenied,

    /// <summary>A capability that a program's own mounts need is missing.</summary>
    MountsDenied,

    /// <summary>Any other refusal by the operating system.</summary>
    Refused,
}

/// <summary>A network namespace could not be opened, entered, made or removed.</summary>
public sealed class NetNamespaceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="message">The reason in words.</param>
    public NetNamespaceException(NetNamespaceError error, string message)
        : base(message) => Error = error;

    /// <summary>The reason.</summary>
    public NetNamespaceError Error { get; }
}
