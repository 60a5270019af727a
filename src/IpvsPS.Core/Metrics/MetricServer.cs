using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.Metrics;

/// <summary>
/// Answers GET /metrics over HTTP: a few connections at a time, one request each, within a deadline. It has threads of its own,
/// since those of the runtime's pool may be in other namespaces.
/// </summary>
public sealed class MetricServer : IDisposable
{
    /// <summary>How many connections are answered at a time; further ones get 503.</summary>
    public const int MostConnections = 8;

    private const int Backlog = 16;

    private readonly Socket _listener;
    private readonly MetricExporter _exporter;
    private readonly CancellationTokenSource _stop = new();
    private int _open;
    private long _requests;

    private MetricServer(Socket listener, MetricExporter exporter)
    {
        _listener = listener;
        _exporter = exporter;
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
    }

    /// <summary>Where it listens; the port that the kernel chose, where 0 was asked for.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>How many scrapes it has answered.</summary>
    public long RequestCount => Interlocked.Read(ref _requests);

    /// <summary>Begins to listen.</summary>
    /// <param name="netns">The namespace to listen in.</param>
    /// <param name="endpoint">The address and port, host order; port 0 for any that is free.</param>
    /// <param name="exporter">What is answered; the server closes it.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="SocketException">The port is taken, the address is not this host's, or the port may not be used.</exception>
    public static MetricServer Start(NetNamespaceHandle netns, IPEndPoint endpoint, MetricExporter exporter)
    {
        Socket listener = netns.IsCurrent() ? Listen(endpoint) : NamespaceThread.Run(netns, () => Listen(endpoint));
        var server = new MetricServer(listener, exporter);
        new Thread(server.Accept) { IsBackground = true, Name = "IpvsPS metrics" }.Start();
        return server;
    }

    /// <summary>Stops listening, and ends what is being read.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _exporter.Dispose();
    }

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Accept()
    {
        // A thread begins where the one was that started it: a session may have entered a namespace, and will leave it again.
        if (!NetNamespaceHandle.Home.IsCurrent())
        {
            NetNamespaceHandle.Home.TryEnterOnThisThread();
        }

        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket client = _listener.Accept();
                bool isFull = Interlocked.Increment(ref _open) > MostConnections;
                new Thread(() => Serve(client, isFull)) { IsBackground = true, Name = "IpvsPS metrics client" }.Start();
            }
            catch (SocketException) when (!_stop.IsCancellationRequested)
            {
                // A client that has gone again, or no descriptor left: the next one may fare better.
                _stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(Socket client, bool isFull)
    {
        try
        {
            using var connection = new MetricConnection(client);
            if (isFull)
            {
                connection.Refuse(503);
                return;
            }

            if (connection.ReadRequest() is { } format)
            {
                _exporter.WriteWhatIsUp(() => connection.BeginMetrics(format), format, _stop.Token);
                connection.End();
                Interlocked.Increment(ref _requests);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone or is too slow, or the server stops. An answer without its last chunk is no answer.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
