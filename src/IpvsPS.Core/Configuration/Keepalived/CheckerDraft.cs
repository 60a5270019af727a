using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A url block of HTTP_GET or SSL_GET.</summary>
internal sealed class UrlDraft
{
    public string? Path { get; set; }

    public string? VirtualHost { get; set; }

    public string? Digest { get; set; }

    public List<(int Least, int Most)> StatusCodes { get; } = [];

    public string? Regex { get; set; }

    /// <summary>The options of the expression that .NET has too, as they stand before it: <c>(?im)</c>.</summary>
    public SortedSet<char> RegexOptions { get; } = [];

    public bool IsNoMatch { get; set; }
}

/// <summary>A checker: what is said in its block. What is not said comes from the real_server and the virtual_server.</summary>
internal sealed class CheckerDraft(IpvsHealthCheckKind kind, LinePosition position)
{
    /// <summary>Where no block says anything (check_api.c, check_http.c, check_dns.c, check_misc.c of keepalived).</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public IpvsHealthCheckKind Kind { get; } = kind;

    public LinePosition Position { get; } = position;

    public CheckDefaults Own { get; } = new();

    /// <summary>The definition, but for what comes from the blocks around.</summary>
    public IpvsHealthCheck Check { get; set; } =
        kind is IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https
            ? new IpvsHealthCheck { Kind = kind, HttpVersion = "1.0" }
            : new IpvsHealthCheck { Kind = kind };

    public List<UrlDraft> Urls { get; } = [];

    public bool UsesServerName { get; set; }

    public string? ServerName { get; set; }

    public TimeSpan? ScriptTimeout { get; set; }

    /// <summary>The checks that it comes to: one, or one for each url.</summary>
    public IEnumerable<IpvsHealthCheck> Build(CheckDefaults real, CheckDefaults server)
    {
        TimeSpan interval = Own.DelayLoop ?? real.DelayLoop ?? server.DelayLoop!.Value;
        TimeSpan between =
            Own.DelayBeforeRetry
            ?? real.DelayBeforeRetry
            ?? server.DelayBeforeRetry
            ?? Kind switch
            {
                IpvsHealthCheckKind.Dns => interval,
                IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https => 3 * Second,
                _ => Second,
            };
        long retries =
            Own.Retry
            ?? real.Retry
            ?? server.Retry
            ?? Kind switch
            {
                IpvsHealthCheckKind.Dns => 3,
                IpvsHealthCheckKind.Script => 0,
                _ => 1,
            };
        IpvsHealthCheck check = Check with
        {
            Interval = interval,
            FastInterval = between == interval ? null : between,
            Timeout =
                ScriptTimeout
                ?? (
                    Kind == IpvsHealthCheckKind.Script
                        ? interval
                        : Own.ConnectTimeout ?? real.ConnectTimeout ?? server.ConnectTimeout!.Value
                ),
            Rise = 1,
            Fall = (int)Math.Min(retries + 1, int.MaxValue),
            StartsDown = Own.Alpha ?? real.Alpha ?? server.Alpha!.Value,
        };
        return Kind is IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https ? Urls.Select(url => With(check, url, real, server)) : [check];
    }

    private IpvsHealthCheck With(IpvsHealthCheck check, UrlDraft url, CheckDefaults real, CheckDefaults server)
    {
        string? host = url.VirtualHost ?? Own.VirtualHost ?? real.VirtualHost ?? server.VirtualHost;
        string options = url.RegexOptions.Count == 0 ? string.Empty : $"(?{string.Concat(url.RegexOptions)})";
        return check with
        {
            Path = ConfigLine.Readable(url.Path!),
            HostName = host is null ? null : ConfigLine.Readable(host),
            ServerName = !UsesServerName ? null : ServerName ?? host,
            StatusCode =
                url.StatusCodes.Count == 0
                    ? "200-299"
                    : string.Join(
                        ',',
                        url.StatusCodes.Select(range => range.Least == range.Most ? $"{range.Least}" : $"{range.Least}-{range.Most}")
                    ),
            BodyHash = url.Digest,
            Match = url.Regex is null ? null : options + ConfigLine.Readable(url.Regex),
            MatchAbsent = url.IsNoMatch && url.Regex is not null,
        };
    }
}
