using System.Globalization;
using System.Net;
using IpvsPS.Http;
using IpvsPS.Namespaces;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>Answers <c>/healthz</c> and <c>/livez</c> as kube-proxy does: 200 or 503 and JSON.</summary>
public sealed class HealthEndpoint : IDisposable
{
    private readonly ServiceProxyFigures _figures;
    private readonly HttpService _server;
    private long _healthOk;
    private long _healthBad;
    private long _liveOk;
    private long _liveBad;

    private HealthEndpoint(NetNamespaceHandle netns, IPEndPoint endpoint, ServiceProxyFigures figures)
    {
        _figures = figures;
        _server = HttpService.Start(netns, endpoint, "IpvsPS health", Answer);
    }

    /// <summary>Where it listens; the port that the kernel chose, where 0 was asked for.</summary>
    public IPEndPoint Endpoint => _server.Endpoint;

    /// <summary>How often each was answered with each status.</summary>
    internal (long HealthOk, long HealthBad, long LiveOk, long LiveBad) Counts =>
        (Interlocked.Read(ref _healthOk), Interlocked.Read(ref _healthBad), Interlocked.Read(ref _liveOk), Interlocked.Read(ref _liveBad));

    /// <summary>Begins to listen.</summary>
    /// <param name="netns">The namespace to listen in.</param>
    /// <param name="endpoint">The address and port, host order; port 0 for any that is free.</param>
    /// <param name="figures">How the proxy is.</param>
    /// <returns>The server, to be disposed.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, the address is not this host's, or the port may not be
    /// used.</exception>
    public static HealthEndpoint Start(NetNamespaceHandle netns, IPEndPoint endpoint, ServiceProxyFigures figures) =>
        new(netns, endpoint, figures);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    /// <summary>What <c>/healthz</c> answers: 503 too where load balancers must not send to this node.</summary>
    internal static HttpAnswer Healthz(ServiceProxyFigures figures) =>
        Describe(figures, figures.IsHealthy && figures.IsNodeEligible, $"\"nodeEligible\":{Word(figures.IsNodeEligible)},");

    /// <summary>What <c>/livez</c> answers.</summary>
    internal static HttpAnswer Livez(ServiceProxyFigures figures) => Describe(figures, figures.IsHealthy, string.Empty);

    private HttpAnswer Answer(string path)
    {
        switch (path)
        {
            case "/healthz":
                HttpAnswer health = Healthz(_figures);
                Interlocked.Increment(ref health.Status == 200 ? ref _healthOk : ref _healthBad);
                return health;
            case "/livez":
                HttpAnswer live = Livez(_figures);
                Interlocked.Increment(ref live.Status == 200 ? ref _liveOk : ref _liveBad);
                return live;
            default:
                return HttpAnswer.NotFound;
        }
    }

    /// <summary>As Go writes it: before the first sync there is no status, and the last update was in the year 1.</summary>
    private static HttpAnswer Describe(ServiceProxyFigures figures, bool isHealthy, string more)
    {
        string now = Time(DateTimeOffset.UtcNow);
        string last = Time(figures.LastSync ?? DateTimeOffset.MinValue);
        string healthy = $"\"healthy\":{Word(figures.IsHealthy)}";
        string one = $"{{\"lastUpdated\":\"{last}\",{healthy}}}";
        string status = figures.LastSync is null ? string.Empty : $",\"status\":{{\"IPv4\":{one},\"IPv6\":{one}}}";
        string body = $"{{\"lastUpdated\":\"{(isHealthy ? now : last)}\",\"currentTime\":\"{now}\",{more}{healthy}{status}}}";
        return new HttpAnswer(isHealthy ? 200 : 503, "application/json", body, HttpAnswer.NoSniff);
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Word(bool truth) => truth ? "true" : "false";
}
