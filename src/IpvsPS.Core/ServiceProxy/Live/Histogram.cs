using System.Globalization;
using System.Text;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>Counts times in classes, as Prometheus reads them; from any thread.</summary>
/// <param name="bounds">The upper bounds of the classes in seconds, growing.</param>
internal sealed class Histogram(double[] bounds)
{
    private readonly object _gate = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    /// <summary>From 1 millisecond, each twice the one before, as kube-proxy's.</summary>
    public static Histogram OfSyncs() => new([.. Enumerable.Range(0, 15).Select(power => 0.001 * (1 << power))]);

    /// <summary>As kube-proxy's of the time from a change to the kernel: two quarters, seconds, fives, then halves of minutes.</summary>
    public static Histogram OfProgramming() =>
        new([
            .. Enumerable.Range(1, 2).Select(n => n * 0.25),
            .. Enumerable.Range(1, 59).Select(n => (double)n),
            .. Enumerable.Range(12, 12).Select(n => n * 5.0),
            .. Enumerable.Range(4, 7).Select(n => n * 30.0),
        ]);

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _counts.Sum();
            }
        }
    }

    public void Observe(double seconds)
    {
        int place = Array.FindIndex(bounds, bound => seconds <= bound);
        lock (_gate)
        {
            _counts[place < 0 ? bounds.Length : place]++;
            _sum += seconds;
        }
    }

    /// <summary>Writes the samples of one series.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="name">The family.</param>
    /// <param name="labels">Labels such as <c>ip_family="IPv4"</c>; empty for none.</param>
    public void Write(StringBuilder text, string name, string labels)
    {
        string more = labels.Length > 0 ? $"{labels}," : string.Empty;
        string own = labels.Length > 0 ? $"{{{labels}}}" : string.Empty;
        lock (_gate)
        {
            long total = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                total += _counts[i];
                string bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{more}le=\"{bound}\"}} {total}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{own} {_sum}\n{name}_count{own} {total}\n");
        }
    }
}
