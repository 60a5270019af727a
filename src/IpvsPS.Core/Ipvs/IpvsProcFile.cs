using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Opens the files that the kernel's IPVS has under /proc/net.</summary>
internal static class IpvsProcFile
{
    /// <summary>Opens a file, to be read line by line; the caller closes it.</summary>
    /// <param name="netns">The namespace whose file it is.</param>
    /// <param name="path">The file, under <c>/proc/thread-self/net</c>.</param>
    /// <param name="operation">What is being done, in words.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc is not mounted.</exception>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where the kernel has no IPVS, or another refusal.</exception>
    public static ProcLineReader Open(NetNamespaceHandle netns, string path, string operation, CancellationToken cancellation)
    {
        if (ProcFile.TryOpen(netns, path, write: false, out Errno error) is { } file)
        {
            return new ProcLineReader(file, path, operation, cancellation);
        }

        if (error != Errno.ENOENT)
        {
            throw new NetlinkException(operation, error);
        }

        ProcMount.ThrowIfHidden(path);
        throw new NetlinkException(operation, Errno.EPROTONOSUPPORT, "the running kernel has no IPVS");
    }
}
