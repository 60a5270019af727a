using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;
using IpvsPS.Testing.Health;
using Xunit;

namespace IpvsPS.UnitTests.Health;

/// <summary>Each kind of probe against servers on loopback: passes, refuses, is silent, answers otherwise, resets.</summary>
public sealed class ProberTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_connection_passes_and_a_closed_port_is_refused()
    {
        using var server = ProbeServer.Silent();
        ProbeResult passed = await RunAsync(new() { Timeout = Long }, server.Port);
        Assert.Equal((ProbeOutcome.Passed, true), (passed.Outcome, passed.ConnectTime is not null));
        Assert.Equal(IPAddress.Loopback, passed.SourceAddress);
        Assert.Equal(ProbeOutcome.Refused, (await RunAsync(new() { Timeout = Long }, ClosedPort())).Outcome);
    }

    [Theory]
    [InlineData(IpvsHealthCheckKind.Http)]
    [InlineData(IpvsHealthCheckKind.Https)]
    [InlineData(IpvsHealthCheckKind.Tls)]
    [InlineData(IpvsHealthCheckKind.Smtp)]
    [InlineData(IpvsHealthCheckKind.Grpc)]
    public async Task Who_accepts_and_says_nothing_times_out_reading_and_who_resets_is_told_apart(IpvsHealthCheckKind kind)
    {
        using var silent = ProbeServer.Silent();
        ProbeResult result = await RunAsync(new() { Kind = kind, Timeout = Short }, silent.Port);
        Assert.Equal(ProbeOutcome.TimedOutReading, result.Outcome);
        Assert.InRange(result.Duration, Short * 0.9, Short + TimeSpan.FromSeconds(10));
        using var resetting = ProbeServer.Resetting();
        Assert.Contains(
            (await RunAsync(new() { Kind = kind, Timeout = Long }, resetting.Port)).Outcome,
            new[] { ProbeOutcome.ResetByPeer, ProbeOutcome.ProtocolError }
        );
        Assert.Equal(ProbeOutcome.Refused, (await RunAsync(new() { Kind = kind, Timeout = Long }, ClosedPort())).Outcome);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready", "200-299", "^rea", null, ProbeOutcome.Passed)]
    [InlineData("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "200-299", null, null, ProbeOutcome.WrongStatus)]
    [InlineData("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "200,500-503", null, null, ProbeOutcome.Passed)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "200-299", "^rea", null, ProbeOutcome.WrongContent)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready",
        "200-299",
        null,
        "b2fdab230a2c39f3595a947861863cb7",
        ProbeOutcome.Passed
    )]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready",
        "200-299",
        null,
        "00000000000000000000000000000000",
        ProbeOutcome.WrongContent
    )]
    [InlineData("SSH-2.0-OpenSSH_9\r\n", "200-299", null, null, ProbeOutcome.ProtocolError)]
    public async Task An_answer_of_HTTP_is_judged_by_status_and_body(
        string answer,
        string codes,
        string? match,
        string? hash,
        ProbeOutcome expected
    )
    {
        using var server = ProbeServer.Saying(answer);
        Assert.Equal(
            expected,
            (
                await RunAsync(
                    new()
                    {
                        Kind = IpvsHealthCheckKind.Http,
                        StatusCode = codes,
                        Match = match,
                        BodyHash = hash,
                        Timeout = Long,
                    },
                    server.Port
                )
            ).Outcome
        );
    }

    [Theory]
    [InlineData(30, false, ProbeOutcome.Passed)]
    [InlineData(-2, false, ProbeOutcome.Passed)]
    [InlineData(-2, true, ProbeOutcome.CertificateInvalid)]
    [InlineData(30, true, ProbeOutcome.CertificateInvalid)]
    public async Task A_certificate_is_reported_and_counts_where_it_is_to_be_verified(int days, bool isVerified, ProbeOutcome expected)
    {
        using var server = ProbeServer.Tls(days);
        foreach (IpvsHealthCheckKind kind in new[] { IpvsHealthCheckKind.Tls, IpvsHealthCheckKind.Https })
        {
            ProbeResult result = await RunAsync(
                new()
                {
                    Kind = kind,
                    ServerName = "localhost",
                    VerifyCertificate = isVerified,
                    Timeout = Long,
                },
                server.Port
            );
            Assert.Equal(expected, result.Outcome);
            Assert.Equal("CN=localhost", result.Certificate?.Subject);
            Assert.Equal(DateTime.UtcNow.AddDays(days), result.Certificate!.Expires, TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task Who_does_not_speak_TLS_fails_the_handshake()
    {
        using var server = ProbeServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n");
        Assert.Equal(
            ProbeOutcome.TlsFailed,
            (await RunAsync(new() { Kind = IpvsHealthCheckKind.Tls, Timeout = Long }, server.Port)).Outcome
        );
    }

    [Theory]
    [InlineData("220-hello\r\n220 mail\r\n", "250 ok\r\n", ProbeOutcome.Passed)]
    [InlineData("554 no\r\n", null, ProbeOutcome.WrongStatus)]
    [InlineData("220 mail\r\n", "502 no\r\n", ProbeOutcome.WrongStatus)]
    [InlineData("hello\r\n", null, ProbeOutcome.ProtocolError)]
    [InlineData("22", null, ProbeOutcome.ProtocolError)]
    public async Task A_mail_server_must_greet_and_answer(string greeting, string? answer, ProbeOutcome expected)
    {
        using var server = ProbeServer.Saying(greeting, atOnce: true, then: answer);
        Assert.Equal(expected, (await RunAsync(new() { Kind = IpvsHealthCheckKind.Smtp, Timeout = Long }, server.Port)).Outcome);
    }

    [Theory]
    [InlineData(0x80, 0, ProbeOutcome.Passed)]
    [InlineData(0x80, 2, ProbeOutcome.WrongStatus)]
    [InlineData(0x00, 0, ProbeOutcome.ProtocolError)]
    public async Task A_name_server_must_answer_without_error(byte flags, byte code, ProbeOutcome expected)
    {
        using Socket server = Datagrams(out int port);
        Task answering = AnswerAsync(server, query => [query[0], query[1], flags, code, .. query.AsSpan(4)]);
        ProbeResult result = await RunAsync(
            new()
            {
                Kind = IpvsHealthCheckKind.Dns,
                QueryName = "example.org",
                QueryType = "A",
                Timeout = Long,
            },
            port
        );
        await answering;
        Assert.Equal(expected, result.Outcome);
    }

    [Theory]
    [InlineData(null, ProbeOutcome.Passed)]
    [InlineData("4f4b", ProbeOutcome.Passed)]
    [InlineData("4fX", ProbeOutcome.Passed)]
    [InlineData("4e", ProbeOutcome.WrongContent)]
    public async Task A_datagram_s_answer_must_begin_as_wanted(string? pattern, ProbeOutcome expected)
    {
        using Socket server = Datagrams(out int port);
        Task answering = AnswerAsync(server, payload => payload.AsSpan().SequenceEqual("hi"u8) ? Encoding.ASCII.GetBytes("OK") : []);
        ProbeResult result = await RunAsync(
            new()
            {
                Kind = IpvsHealthCheckKind.Udp,
                Payload = "6869",
                RequireReply = true,
                ReplyPattern = pattern,
                Timeout = Long,
            },
            port
        );
        await answering;
        Assert.Equal(expected, result.Outcome);
    }

    [Fact]
    public async Task A_datagram_that_is_refused_or_not_answered_fails()
    {
        Assert.Equal(
            ProbeOutcome.Refused,
            (
                await RunAsync(
                    new()
                    {
                        Kind = IpvsHealthCheckKind.Udp,
                        RequireReply = true,
                        Timeout = Long,
                    },
                    ClosedPort()
                )
            ).Outcome
        );
        using Socket silent = Datagrams(out int port);
        Assert.Equal(
            ProbeOutcome.TimedOutReading,
            (
                await RunAsync(
                    new()
                    {
                        Kind = IpvsHealthCheckKind.Udp,
                        RequireReply = true,
                        Timeout = Short,
                    },
                    port
                )
            ).Outcome
        );
    }

    [Fact]
    public async Task What_could_not_be_made_says_nothing_about_the_server()
    {
        ProbeResult result = await RunAsync(new() { SourceAddress = IPAddress.Parse("192.0.2.1"), Timeout = Long }, ClosedPort());
        Assert.Equal(ProbeOutcome.NotMade, result.Outcome);
        Assert.Equal(
            ProbeOutcome.NotMade,
            (
                await RunAsync(
                    new()
                    {
                        Kind = IpvsHealthCheckKind.Script,
                        ScriptPath = "x",
                        Timeout = Long,
                    },
                    1
                )
            ).Outcome
        );
    }

    [Fact]
    public async Task A_stop_ends_a_probe_at_once()
    {
        using var silent = ProbeServer.Silent();
        using var stop = new CancellationTokenSource(Short);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunUntilAsync(new() { Kind = IpvsHealthCheckKind.Smtp, Timeout = Long }, silent.Port, stop.Token)
        );
    }

    private static Task<ProbeResult> RunAsync(IpvsHealthCheck check, int port) =>
        RunUntilAsync(check, port, TestContext.Current.CancellationToken);

    private static Task<ProbeResult> RunUntilAsync(IpvsHealthCheck check, int port, CancellationToken stop) =>
        new Prober(NetNamespaceHandle.Home).RunAsync(new ProbeTarget(IPAddress.Loopback, port, check), stop);

    /// <summary>A port on which nobody listens.</summary>
    private static int ClosedPort()
    {
        using Socket socket = Datagrams(out int port);
        return port;
    }

    private static Socket Datagrams(out int port)
    {
        var socket = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private static async Task AnswerAsync(Socket server, Func<byte[], byte[]> answer)
    {
        byte[] buffer = new byte[1024];
        using var patience = new CancellationTokenSource(Long);
        SocketReceiveFromResult received = await server.ReceiveFromAsync(
            buffer,
            SocketFlags.None,
            new IPEndPoint(IPAddress.Any, 0),
            patience.Token
        );
        await server.SendToAsync(answer(buffer[..received.ReceivedBytes]), SocketFlags.None, received.RemoteEndPoint, patience.Token);
    }
}
