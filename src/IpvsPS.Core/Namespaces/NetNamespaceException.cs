namespace IpvsPS.Namespaces;

/// <summary>Why a network namespace could not be used.</summary>
public enum NetNamespaceError
{
    /// <summary>There is no such name, path or process.</summary>
    NotFound,

    /// <summary>The name, path or process now stands for another namespace than the object it came from.</summary>
    Changed,

    /// <summary>The file is there and is not a network namespace.</summary>
    NotNamespace,

    /// <summary>The name is in use.</summary>
    Exists,

    /// <summary>The text cannot name a namespace.</summary>
    InvalidName,

    /// <summary>No namespace has been entered, so there is none to leave.</summary>
    NotEntered,

    /// <summary>The text cannot be a container's id.</summary>
    InvalidContainerId,

    /// <summary>No process belongs to a container of that id.</summary>
    ContainerNotFound,

    /// <summary>The beginning of the id fits several containers.</summary>
    ContainerAmbiguous,

    /// <summary>A capability or a permission is missing.</summary>
    PermissionDenied,

    /// <summary>The current thread cannot enter or leave a namespace here.</summary>
    WrongThread,

    /// <summary>Any other refusal by the operating system.</summary>
    Refused,
}

/// <summary>A network namespace could not be opened, entered, made or removed.</summary>
public sealed class NetNamespaceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="message">The reason in words, and what to do.</param>
    public NetNamespaceException(NetNamespaceError error, string message)
        : base(message) => Error = error;

    /// <summary>The reason.</summary>
    public NetNamespaceError Error { get; }
}
