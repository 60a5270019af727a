using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Metrics;
using IpvsPS.Namespaces;
using Xunit;

namespace IpvsPS.UnitTests.Metrics;

/// <summary>What the server answers to clients of every kind. It serves no table here: the heads of the metrics are enough.</summary>
public sealed class MetricServerTests : IDisposable
{
    private const string OpenMetrics = "Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\n";

    private readonly MetricServer _server = Start(0);

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK", "text/plain; version=0.0.4", "0\r\n\r\n")]
    [InlineData(
        "GET /metrics?x=1 HTTP/1.1\r\n" + OpenMetrics + "\r\n",
        "HTTP/1.1 200 OK",
        "application/openmetrics-text; version=1.0.0",
        "# EOF\n\r\n0\r\n\r\n"
    )]
    [InlineData(
        "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text;version=2.0.0\r\n\r\n",
        "HTTP/1.1 200 OK",
        "text/plain",
        "0\r\n\r\n"
    )]
    [InlineData(
        "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text;q=0.1,text/plain\r\n\r\n",
        "HTTP/1.1 200 OK",
        "text/plain",
        "0\r\n\r\n"
    )]
    [InlineData("GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK", "Connection: close", "gauge\n")]
    [InlineData("HEAD /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "chunked", "Connection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "Content-Length", "/metrics.\n")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed", "Allow: GET, HEAD", "/metrics.\n")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request", "Content-Length", "/metrics.\n")]
    [InlineData("GET /metrics SPDY/3\r\n\r\n", "HTTP/1.1 400 Bad Request", "Content-Length", "/metrics.\n")]
    public void A_request_is_answered(string request, string status, string head, string end)
    {
        string answer = Ask(request);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains(head, answer, StringComparison.Ordinal);
        Assert.EndsWith(end, answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_is_too_long_is_refused() =>
        Assert.StartsWith("HTTP/1.1 431", Ask($"GET /metrics HTTP/1.1\r\nX: {new string('x', 9000)}\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public void A_client_that_says_half_a_request_is_refused()
    {
        using Socket client = Connect();
        client.Send("GET /metrics HT"u8);
        client.Shutdown(SocketShutdown.Send);

        Assert.StartsWith("HTTP/1.1 400", ReadAll(client), StringComparison.Ordinal);
    }

    [Fact]
    public void More_clients_than_it_answers_at_a_time_are_sent_away_and_the_others_are_not()
    {
        Socket[] waiting = [.. Enumerable.Range(0, MetricServer.MostConnections).Select(_ => Connect())];
        try
        {
            // Each of them has its thread when the next one is accepted.
            Assert.StartsWith("HTTP/1.1 503", Ask(string.Empty), StringComparison.Ordinal);
            waiting[0].Send("GET /metrics HTTP/1.1\r\n\r\n"u8);
            Assert.StartsWith("HTTP/1.1 200", ReadAll(waiting[0]), StringComparison.Ordinal);
        }
        finally
        {
            Array.ForEach(waiting, client => client.Dispose());
        }
    }

    [Fact]
    public void A_port_that_is_taken_is_said_to_be() =>
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => Start(_server.Endpoint.Port)).SocketErrorCode);

    [Fact]
    public void What_is_stopped_lets_its_port_go()
    {
        MetricServer first = Start(0);
        int port = first.Endpoint.Port;
        first.Dispose();
        using MetricServer second = Start(port);

        Assert.Equal(port, second.Endpoint.Port);
    }

    [Fact]
    public void Scrapes_are_counted()
    {
        Ask("GET /metrics HTTP/1.1\r\n\r\n");
        Ask("GET /other HTTP/1.1\r\n\r\n");

        IpvsPS.Testing.Poll.Until(() => _server.RequestCount == 1, "one scrape counted");
        Assert.Equal(1, _server.RequestCount);
    }

    private static MetricServer Start(int port) =>
        MetricServer.Start(NetNamespaceHandle.Home, new IPEndPoint(IPAddress.Loopback, port), new MetricExporter([], new MetricOptions()));

    private string Ask(string request)
    {
        using Socket client = Connect();
        client.Send(Encoding.ASCII.GetBytes(request));
        return ReadAll(client);
    }

    private Socket Connect()
    {
        var client = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = 20_000,
        };
        client.Connect(_server.Endpoint);
        return client;
    }

    private static string ReadAll(Socket client)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = client.Receive(buffer)) > 0; )
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
