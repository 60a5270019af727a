using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IpvsPS.Testing.Health;

/// <summary>A TCP server that does one thing with each connection, on loopback or on a socket made elsewhere.</summary>
internal sealed class ProbeServer : IDisposable
{
    /// <summary>What a request of HTTP is answered with, where a server is well.</summary>
    public const string Page = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    /// <summary>A server that resets waits so long to be asked something.</summary>
    private const int Patience = 300;

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts to accept.</summary>
    /// <param name="serve">What is done with a connection, which is closed then.</param>
    /// <param name="listener">A socket that is bound; null for one on loopback.</param>
    public ProbeServer(Func<Socket, CancellationToken, Task> serve, Socket? listener = null)
    {
        _listener = listener ?? Loopback();
        _listener.Listen();
        _ = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Accepts and says nothing.</summary>
    public static ProbeServer Silent(Socket? listener = null) => new((_, stop) => Task.Delay(Timeout.Infinite, stop), listener);

    /// <summary>Accepts and resets, when it has been asked anything or after a moment.</summary>
    public static ProbeServer Resetting(Socket? listener = null) =>
        new(
            async (socket, stop) =>
            {
                Task<int> asked = socket.ReceiveAsync(new byte[1], SocketFlags.Peek, stop).AsTask();
                await Task.WhenAny(asked, Task.Delay(Patience, stop));
                socket.LingerState = new LingerOption(true, 0);
            },
            listener
        );

    /// <summary>Says a text after it has been asked anything, or at once.</summary>
    public static ProbeServer Saying(string text, bool atOnce = false, string? then = null, Socket? listener = null) =>
        new(
            async (socket, stop) =>
            {
                byte[] buffer = new byte[4096];
                _ = atOnce ? 0 : await socket.ReceiveAsync(buffer, stop);
                await socket.SendAsync(Encoding.ASCII.GetBytes(text), stop);
                if (then is not null)
                {
                    await socket.ReceiveAsync(buffer, stop);
                    await socket.SendAsync(Encoding.ASCII.GetBytes(then), stop);
                }

                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(buffer, stop) > 0) { }
            },
            listener
        );

    /// <summary>Takes mail: greets, says that all is well, and goodbye.</summary>
    public static ProbeServer Mail(Socket? listener = null) =>
        new(
            async (socket, stop) =>
            {
                byte[] buffer = new byte[4096];
                await socket.SendAsync("220 mail\r\n"u8.ToArray(), stop);
                while (await socket.ReceiveAsync(buffer, stop) > 0)
                {
                    await socket.SendAsync(
                        buffer.AsSpan().StartsWith("QUIT"u8) ? "221 bye\r\n"u8.ToArray() : "250 ok\r\n"u8.ToArray(),
                        stop
                    );
                }
            },
            listener
        );

    /// <summary>Speaks TLS with a certificate of its own for localhost, valid until that many days from now, and answers HTTP with
    /// 200.</summary>
    public static ProbeServer Tls(int days, Socket? listener = null) => Tls(TestCertificate.SelfSigned(days), listener);

    /// <summary>The same with a certificate that is given.</summary>
    public static ProbeServer Tls(X509Certificate2 certificate, Socket? listener = null) =>
        new(
            async (socket, stop) =>
            {
                using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                        EnabledSslProtocols = SslProtocols.None,
                    },
                    stop
                );
                byte[] buffer = new byte[4096];
                if (await stream.ReadAsync(buffer, stop) > 0)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(Page), stop);
                    await stream.ShutdownAsync();
                }
            },
            listener
        );

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(socket, serve);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, CancellationToken, Task> serve)
    {
        using (socket)
        {
            try
            {
                await serve(socket, _stop.Token);
            }
            catch (Exception e)
                when (e
                        is OperationCanceledException
                            or SocketException
                            or IOException
                            or AuthenticationException
                            or ObjectDisposedException
                ) { }
        }
    }

    private static Socket Loopback()
    {
        var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
