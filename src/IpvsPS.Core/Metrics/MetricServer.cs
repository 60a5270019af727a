using System.Net;
using System.Net.Sockets;
using IpvsPS.Http;
using IpvsPS.Namespaces;

namespace IpvsPS.Metrics;

/// <summary>
/// Answers GET /metrics over HTTP: a few connections at a time, one request each, within a deadline. It has threads of its own,
/// since those of the runtime's pool may be in other namespaces.
/// </summary>
public sealed class MetricServer : IDisposable
{
    /// <summary>How many connections are answered at a time; further ones get 503.</summary>
    public const int MostConnections = HttpAcceptor.MostConnections;

    private readonly HttpAcceptor _acceptor;
    private readonly MetricExporter _exporter;
    private long _requests;

    private MetricServer(NetNamespaceHandle netns, IPEndPoint endpoint, MetricExporter exporter)
    {
        _exporter = exporter;
        _acceptor = HttpAcceptor.Start(netns, endpoint, "IpvsPS metrics", Serve);
    }

    /// <summary>Where it listens; the port that the kernel chose, where 0 was asked for.</summary>
    public IPEndPoint Endpoint => _acceptor.Endpoint;

    /// <summary>How many scrapes it has answered.</summary>
    public long RequestCount => Interlocked.Read(ref _requests);

    /// <summary>Begins to listen.</summary>
    /// <param name="netns">The namespace to listen in.</param>
    /// <param name="endpoint">The address and port, host order; port 0 for any that is free.</param>
    /// <param name="exporter">What is answered; the server closes it.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="SocketException">The port is taken, the address is not this host's, or the port may not be used.</exception>
    public static MetricServer Start(NetNamespaceHandle netns, IPEndPoint endpoint, MetricExporter exporter) =>
        new(netns, endpoint, exporter);

    /// <summary>Stops listening, and ends what is being read.</summary>
    public void Dispose()
    {
        _acceptor.Dispose();
        _exporter.Dispose();
    }

    private void Serve(HttpConnection client)
    {
        var connection = new MetricConnection(client);
        if (client.IsTooMany)
        {
            connection.Refuse(503);
            return;
        }

        if (connection.ReadRequest() is { } format)
        {
            _exporter.WriteWhatIsUp(() => connection.BeginMetrics(format), format, client.Stop);
            connection.End();
            Interlocked.Increment(ref _requests);
        }
    }
}
