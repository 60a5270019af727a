using System.Buffers.Text;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>
/// The counters of a whole network namespace from <c>/proc/net/ip_vs_stats</c>, which everybody may read. They also have
/// what services that are gone have counted, so they are no sum of the services'.
/// </summary>
public static class IpvsTotals
{
    private const string Path = "/proc/thread-self/net/ip_vs_stats";
    private const string Operation = "read the IPVS totals from /proc";

    /// <summary>Two lines of headings stand above the counters (<c>ip_vs_stats_show</c>, <c>ip_vs_ctl.c</c>).</summary>
    private const int HeadingLines = 2;

    /// <summary>Reads the totals of a namespace.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered, or /proc is not mounted.</exception>
    /// <exception cref="NetlinkException">EPROTONOSUPPORT where the kernel has no IPVS; EBADMSG for a line in no known form.</exception>
    public static IpvsCounters Read(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        using ProcLineReader lines = IpvsProcFile.Open(netns, Path, Operation, cancellation);
        for (int line = 0; line < HeadingLines; line++)
        {
            lines.TryRead(out _);
        }

        lines.TryRead(out ReadOnlySpan<byte> counters);
        return Parse(counters) ?? throw lines.Invalid(counters);
    }

    /// <summary>The counters of a line of five hexadecimal numbers; null where it is not one.</summary>
    internal static IpvsCounters? Parse(ReadOnlySpan<byte> line)
    {
        Span<ulong> numbers = stackalloc ulong[5];
        foreach (ref ulong number in numbers)
        {
            ReadOnlySpan<byte> word = IpvsProcText.NextWord(ref line);
            if (!Utf8Parser.TryParse(word, out number, out int used, 'X') || used != word.Length)
            {
                return null;
            }
        }

        return new IpvsCounters(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
