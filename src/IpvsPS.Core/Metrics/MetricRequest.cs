using System.Globalization;

namespace IpvsPS.Metrics;

/// <summary>What a client asks for.</summary>
/// <param name="Status">200, or the status that refuses it.</param>
/// <param name="IsHead">Whether it wants no body.</param>
/// <param name="IsHttp11">Whether it reads chunks.</param>
/// <param name="Format">The format that it reads best.</param>
internal sealed record MetricRequest(int Status, bool IsHead, bool IsHttp11, MetricFormat Format)
{
    private const string OpenMetricsType = "application/openmetrics-text";

    /// <summary>Reads the head of a request, without the empty line at its end.</summary>
    public static MetricRequest Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words is not [var method, var target, var version] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return new MetricRequest(400, false, false, MetricFormat.Text);
        }

        string path = target.Split('?')[0];
        int status =
            method is not ("GET" or "HEAD") ? 405
            : path != "/metrics" ? 404
            : 200;
        return new MetricRequest(status, method == "HEAD", version != "HTTP/1.0", FormatOf(lines));
    }

    /// <summary>OpenMetrics 1.0 where it is wanted no less than text; of other versions of it nothing is known here.</summary>
    private static MetricFormat FormatOf(string[] lines)
    {
        (double open, double text) = (0, 0);
        foreach (string accepted in lines.Where(IsAccept).SelectMany(line => line[(line.IndexOf(':') + 1)..].Split(',')))
        {
            string[] parts = accepted.Split(';', StringSplitOptions.TrimEntries);
            double quality = Quality(parts);
            if (parts[0].Equals(OpenMetricsType, StringComparison.OrdinalIgnoreCase) && IsKnownVersion(parts))
            {
                open = Math.Max(open, quality);
            }
            else if (parts[0] is "text/plain" or "text/*")
            {
                text = Math.Max(text, quality);
            }
        }

        return open > 0 && open >= text ? MetricFormat.OpenMetrics : MetricFormat.Text;
    }

    private static bool IsAccept(string line) => line.StartsWith("Accept:", StringComparison.OrdinalIgnoreCase);

    private static bool IsKnownVersion(string[] parts) =>
        !parts.Any(part => part.StartsWith("version=", StringComparison.OrdinalIgnoreCase)) || parts.Contains("version=1.0.0");

    private static double Quality(string[] parts) =>
        Array.Find(parts, part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } given
        && double.TryParse(given.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double quality)
            ? quality
            : 1;
}
