using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.Http;

/// <summary>
/// Takes connections, a few at a time, on threads of its own: those of the runtime's pool may be in other namespaces, and what is
/// watched or scraped must not wait for them.
/// </summary>
internal sealed class HttpAcceptor : IDisposable
{
    /// <summary>How many connections are answered at a time; further ones get 503.</summary>
    public const int MostConnections = 8;

    private const int Backlog = 16;

    private readonly Socket _listener;
    private readonly Action<HttpConnection> _serve;
    private readonly CancellationTokenSource _stop = new();
    private int _open;

    private HttpAcceptor(Socket listener, Action<HttpConnection> serve)
    {
        _listener = listener;
        _serve = serve;
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
    }

    /// <summary>Where it listens; the port that the kernel chose, where 0 was asked for.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="netns">The namespace to listen in.</param>
    /// <param name="endpoint">The address and port; port 0 for any that is free.</param>
    /// <param name="name">What the threads are called.</param>
    /// <param name="serve">Answers a connection.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="SocketException">The port is taken, the address is not this host's, or the port may not be used.</exception>
    public static HttpAcceptor Start(NetNamespaceHandle netns, IPEndPoint endpoint, string name, Action<HttpConnection> serve)
    {
        Socket listener = netns.IsCurrent() ? Listen(endpoint) : NamespaceThread.Run(netns, () => Listen(endpoint));
        var acceptor = new HttpAcceptor(listener, serve);
        new Thread(() => acceptor.Accept(name)) { IsBackground = true, Name = name }.Start();
        return acceptor;
    }

    /// <summary>Stops listening, and ends what is being answered.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                // The same port is listened on over IPv4 beside it.
                socket.DualMode = false;
            }

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

    private void Accept(string name)
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
                new Thread(() => Serve(client, isFull)) { IsBackground = true, Name = $"{name} client" }.Start();
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
            using var connection = new HttpConnection(client) { IsTooMany = isFull, Stop = _stop.Token };
            _serve(connection);
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
