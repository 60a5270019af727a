using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IpvsPS.UnitTests.Health;

/// <summary>A TCP server on loopback that does one thing with each connection.</summary>
internal sealed class ProbeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public ProbeServer(Func<Socket, CancellationToken, Task> serve)
    {
        _listener.Start();
        _ = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Accepts and says nothing.</summary>
    public static ProbeServer Silent() => new((_, stop) => Task.Delay(Timeout.Infinite, stop));

    /// <summary>Accepts and resets.</summary>
    public static ProbeServer Resetting() =>
        new(
            (socket, _) =>
            {
                socket.LingerState = new LingerOption(true, 0);
                return Task.CompletedTask;
            }
        );

    /// <summary>Says a text after it has been asked anything, or at once.</summary>
    public static ProbeServer Saying(string text, bool atOnce = false, string? then = null) =>
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
            }
        );

    /// <summary>Speaks TLS with a certificate of its own for localhost, valid until that many days from now, and answers HTTP with
    /// 200.</summary>
    public static ProbeServer Tls(int days) =>
        new(
            async (socket, stop) =>
            {
                using X509Certificate2 certificate = Certificate(days);
                using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = SslProtocols.None },
                    stop
                );
                byte[] buffer = new byte[4096];
                if (await stream.ReadAsync(buffer, stop) > 0)
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(), stop);
                    await stream.ShutdownAsync();
                }
            }
        );

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
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

    private static X509Certificate2 Certificate(int days)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(Math.Min(days, 0) - 10),
            DateTimeOffset.UtcNow.AddDays(days)
        );
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
