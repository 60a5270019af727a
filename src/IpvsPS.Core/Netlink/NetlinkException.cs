namespace IpvsPS.Netlink;

/// <summary>
/// The kernel refused a request, or the connection with it failed. It is the only exception that
/// talking netlink throws, besides <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class NetlinkException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="operation">What was being done, in words: <c>add service TCP 10.0.0.1:80</c>.</param>
    /// <param name="error">The error number.</param>
    /// <param name="kernelMessage">The kernel's own words (extended acknowledgement), where it gave any.</param>
    public NetlinkException(string operation, Errno error, string? kernelMessage = null)
        : base($"{operation}: {kernelMessage ?? "the kernel answered"} ({error})")
    {
        Operation = operation;
        Error = error;
        KernelMessage = kernelMessage;
    }

    /// <summary>What was being done, in words.</summary>
    public string Operation { get; }

    /// <summary>
    /// The error number. Besides the kernel's own: EBADMSG for an answer that is not well formed, EMSGSIZE for
    /// one that was cut off, EINTR for a listing that changed every time it was read, ETIMEDOUT for no answer,
    /// ENOTCONN after an earlier fault, ENOBUFS where answers were lost.
    /// </summary>
    public Errno Error { get; }

    /// <summary>The kernel's own words, or null.</summary>
    public string? KernelMessage { get; }
}
