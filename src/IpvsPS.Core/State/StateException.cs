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
    /// <summary>MAX_ERRNO, from <c>include/linux/err.h</c>.</summary>
    private const int HighestErrno = 4095;

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

    /// <summary>Of what the runtime's files throw: the error number is in HResult, where it has no type of its own.</summary>
    internal static StateException Of(Exception cause, string path, string operation)
    {
        Errno error = cause switch
        {
            UnauthorizedAccessException => Errno.EACCES,
            FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
            { HResult: > 0 and <= HighestErrno } => (Errno)cause.HResult,
            _ => Errno.EIO,
        };
        return Of(error, path, operation);
    }

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
