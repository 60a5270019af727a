namespace IpvsPS;

/// <summary>
/// The error numbers that the kernel answers to this module's requests; values as in the kernel's
/// <c>include/uapi/asm-generic/errno-base.h</c> and <c>errno.h</c>. Others keep their number.
/// </summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted: a capability is missing.</summary>
    EPERM = 1,

    /// <summary>No such file, scheduler, engine, real server or netlink family.</summary>
    ENOENT = 2,

    /// <summary>No such process; for IPVS, no such service.</summary>
    ESRCH = 3,

    /// <summary>Interrupted; on a dump, the table changed while it was read.</summary>
    EINTR = 4,

    /// <summary>Input/output error: of a file, with no other reason given.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>Try again: nothing arrived in time.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>Already exists.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Too many open files.</summary>
    EMFILE = 24,

    /// <summary>File too large: a limit of the process or the file system.</summary>
    EFBIG = 27,

    /// <summary>No space left on the file system.</summary>
    ENOSPC = 28,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Broken pipe: the other side is gone.</summary>
    EPIPE = 32,

    /// <summary>Result out of range.</summary>
    ERANGE = 34,

    /// <summary>Too many levels of symbolic links.</summary>
    ELOOP = 40,

    /// <summary>Not a message of the protocol.</summary>
    EBADMSG = 74,

    /// <summary>Message too long.</summary>
    EMSGSIZE = 90,

    /// <summary>The protocol is not there.</summary>
    EPROTONOSUPPORT = 93,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Address family not supported.</summary>
    EAFNOSUPPORT = 97,

    /// <summary>The address is not on the link.</summary>
    EADDRNOTAVAIL = 99,

    /// <summary>Network is down.</summary>
    ENETDOWN = 100,

    /// <summary>Network is unreachable.</summary>
    ENETUNREACH = 101,

    /// <summary>The connection was given up on this side.</summary>
    ECONNABORTED = 103,

    /// <summary>The other side has reset the connection.</summary>
    ECONNRESET = 104,

    /// <summary>No buffer space left: some of the kernel's answers were lost.</summary>
    ENOBUFS = 105,

    /// <summary>Not connected: an earlier fault has closed the connection.</summary>
    ENOTCONN = 107,

    /// <summary>Timed out.</summary>
    ETIMEDOUT = 110,

    /// <summary>Connection refused: nothing listens there.</summary>
    ECONNREFUSED = 111,

    /// <summary>The host is down.</summary>
    EHOSTDOWN = 112,

    /// <summary>No route to host.</summary>
    EHOSTUNREACH = 113,

    /// <summary>The connection is being made.</summary>
    EINPROGRESS = 115,

    /// <summary>A disk quota is reached.</summary>
    EDQUOT = 122,
}
