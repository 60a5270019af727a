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

    private HttpAnswer Answer(string path)
    {
        bool isHealthy = _figures.IsHealthy;
        switch (path)
        {
            case "/healthz":
                isHealthy &= _figures.IsNodeEligible;
                Interlocked.Increment(ref isHealthy ? ref _healthOk : ref _healthBad);
                return Describe(isHealthy, $"\"nodeEligible\": {Word(_figures.IsNodeEligible)},");
            case "/livez":
                Interlocked.Increment(ref isHealthy ? ref _liveOk : ref _liveBad);
                return Describe(isHealthy, string.Empty);
            default:
                return HttpAnswer.NotFound;
        }
    }

    private HttpAnswer Describe(bool isHealthy, string more)
    {
        string now = Time(DateTimeOffset.UtcNow);
        string last = isHealthy ? now : Time(_figures.LastSync ?? DateTimeOffset.MinValue);
        string one = $"{{\"lastUpdated\": \"{last}\",\"healthy\": {Word(_figures.IsHealthy)}}}";
        string body =
            $"{{\"lastUpdated\": \"{last}\",\"currentTime\": \"{now}\",{more}\"healthy\": {Word(isHealthy)},"
            + $"\"status\": {{\"IPv4\": {one},\"IPv6\": {one}}}}}";
        return new HttpAnswer(isHealthy ? 200 : 503, "application/json", body, "X-Content-Type-Options: nosniff\r\n");
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + " +0000 UTC";

    private static string Word(bool truth) => truth ? "true" : "false";
}
