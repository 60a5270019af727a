using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>
/// The connections of one network namespace, read from /proc/net/ip_vs_conn a page at a time and never held together.
/// The kernel goes through its table while it is read, so a connection that moves meanwhile may be missed or come twice.
/// </summary>
public sealed class IpvsConnectionTable : IDisposable
{
    /// <summary>The thread's own, not <c>/proc/net</c>, which is that of the process's first thread.</summary>
    private const string Path = "/proc/thread-self/net/ip_vs_conn";

    private const string Operation = "list the IPVS connections";

    private readonly ProcLineReader _lines;
    private readonly NetNamespace _netns;

    private IpvsConnectionTable(ProcLineReader lines, NetNamespace netns)
    {
        _lines = lines;
        _netns = netns;
    }

    /// <summary>Every state that a kernel writes, such as <c>ESTABLISHED</c>.</summary>
    public static IReadOnlyList<string> KnownStates => IpvsConnectionText.KnownStates;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where the kernel has no IPVS, EACCES.</exception>
    public static IpvsConnectionTable Open(NetNamespaceHandle netns, CancellationToken cancellation) =>
        new(IpvsProcFile.Open(netns, Path, Operation, cancellation), netns.Namespace);

    /// <summary>The connections that have not been read yet, each as it comes.</summary>
    /// <exception cref="NetlinkException">EBADMSG for a line that is not in the kernel's form.</exception>
    public IEnumerable<IpvsConnection> Read()
    {
        SkipHeading();
        while (ReadNext() is { } connection)
        {
            yield return connection;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void SkipHeading() => _lines.TryRead(out _);

    private IpvsConnection? ReadNext()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            return null;
        }

        IpvsConnection connection = IpvsConnectionText.Parse(line) ?? throw _lines.Invalid(line);
        connection.NetNamespace = _netns;
        return connection;
    }
}
