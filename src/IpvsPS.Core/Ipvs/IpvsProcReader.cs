using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Reads the table of one network namespace from /proc/net/ip_vs, which everybody may read, a service at a time.</summary>
public sealed class IpvsProcReader : IDisposable
{
    /// <summary>The thread's own, not <c>/proc/net</c>, which is that of the process's first thread.</summary>
    private const string Path = "/proc/thread-self/net/ip_vs";

    private const string Operation = "read the IPVS table from /proc";

    /// <summary>The version, and what the columns are of a service and of a real server.</summary>
    private const int HeadingLines = 3;

    private readonly IpvsProcTableText _text = new(KernelTicks.PerSecond);
    private readonly ProcLineReader _lines;
    private readonly NetNamespace _netns;

    private IpvsProcReader(ProcLineReader lines, NetNamespace netns)
    {
        _lines = lines;
        _netns = netns;
    }

    /// <summary>Opens the table; null where this file is not to be had.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static IpvsProcReader? TryOpen(NetNamespaceHandle netns, CancellationToken cancellation) =>
        ProcFile.TryOpen(netns, Path, write: false, out _) is { } file
            ? new IpvsProcReader(new ProcLineReader(file, Path, Operation, cancellation), netns.Namespace)
            : null;

    /// <summary>The services with their real servers, each as it comes.</summary>
    /// <exception cref="NetlinkException">EBADMSG for a line that is not in the kernel's form.</exception>
    public IEnumerable<(IpvsService Service, RealServer[] Servers)> Read()
    {
        for (int line = 0; line < HeadingLines; line++)
        {
            _lines.TryRead(out _);
        }

        bool hasMore;
        do
        {
            hasMore = TryReadLine();
            if (_text.Services is [var complete])
            {
                _text.Services.Clear();
                complete.Service.NetNamespace = _netns;
                yield return complete;
            }
        } while (hasMore);
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryReadLine()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            _text.Finish();
            return false;
        }

        return _text.TryAdd(line) ? true : throw _lines.Invalid(line);
    }
}
