namespace IpvsPS.State;

/// <summary>Why what is remembered could not be read or written.</summary>
public enum StateError
{
    /// <summary>The user may not write there (EACCES, EPERM, EROFS).</summary>
    PermissionDenied,

    /// <summary>The file system is full, or a quota or a limit on file sizes is reached (ENOSPC, EDQUOT, EFBIG).</summary>
    NoSpace,

    /// <summary>The file was written by a later version; it is neither read nor written over.</summary>
    NewerVersion,

    /// <summary>The file's content is not what this file holds; it is not written over.</summary>
    Unreadable,

    /// <summary>Another process has held the lock for too long.</summary>
    Busy,

    /// <summary>Any other refusal of the operating system.</summary>
    Failed,
}

/// <summary>What is remembered could not be read or written. Nothing was changed by the call that throws it.</summary>
public sealed class StateException : Exception
{
    internal StateException(StateError error, string path, string message)
        : base(message)
    {
        Error = error;
        Path = path;
    }

    /// <summary>Why.</summary>
    public StateError Error { get; }

    /// <summary>The file or directory it is about.</summary>
    public string Path { get; }

    internal static StateException Of(Errno error, string path, string operation) =>
        error switch
        {
            Errno.EACCES or Errno.EPERM or Errno.EROFS => new(
                StateError.PermissionDenied,
                path,
                $"'{path}' could not be {operation}: permission denied ({error})."
            ),
            Errno.ENOSPC or Errno.EDQUOT or Errno.EFBIG => new(
                StateError.NoSpace,
                path,
                $"'{path}' could not be {operation}: no space is left ({error}). Its former content is unchanged."
            ),
            _ => new(StateError.Failed, path, $"'{path}' could not be {operation} ({error})."),
        };
}
