using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>
/// Makes probes from one network namespace. One deadline covers a whole probe, and its connection ends with a reset, so that
/// nothing is left behind on this host.
/// </summary>
/// <param name="netns">The namespace that probes leave from; it must stay open while probes run.</param>
public sealed class Prober(NetNamespaceHandle netns)
{
    /// <summary>
    /// A probe that ends so much after its deadline was not watched: this process was stopped, or had no processor. What it
    /// found out says nothing about the server.
    /// </summary>
    private static readonly TimeSpan LatestEnd = TimeSpan.FromSeconds(1);

    private readonly ProbeSockets _sockets = new(netns);
    private readonly AuthorityFiles _authorities = new();

    /// <summary>Makes the connections of checks of the kind Tcp, where there are many of them; null has each made by itself.</summary>
    internal ConnectLoop? Connects { get; init; }

    /// <summary>Runs scripts, which this library cannot; null where there are none: their outcome is NotMade.</summary>
    public Func<ProbeTarget, CancellationToken, Task<ProbeResult>>? Script { get; init; }

    /// <summary>Makes one probe.</summary>
    /// <param name="target">What is probed.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Task<ProbeResult> RunAsync(ProbeTarget target, CancellationToken stop) =>
        Connects is null ? RunAloneAsync(target, stop)
        : target.Check.Kind == IpvsHealthCheckKind.Tcp && target.EndPoint.Port != 0 ? Connects.RunAsync(target)
        : Task.Run(() => RunAloneAsync(target, stop), CancellationToken.None);

    /// <summary>Whether nobody watched while a probe ran, so that its failing says nothing.</summary>
    internal static bool WasNotWatched(IpvsHealthCheck check, TimeSpan elapsed) => elapsed > check.Timeout + LatestEnd;

    /// <summary>The result of a probe that nobody watched.</summary>
    internal static ProbeResult NotWatched(TimeSpan elapsed) =>
        new(ProbeOutcome.NotMade, elapsed)
        {
            Detail = $"This process did not run for a while: the probe took {elapsed.TotalSeconds:0.0} s.",
        };

    /// <summary>The words for a time-out.</summary>
    internal static string NoAnswer(IpvsHealthCheck check) => $"No answer within {check.Timeout.TotalSeconds} s.";

    private async Task<ProbeResult> RunAloneAsync(ProbeTarget target, CancellationToken stop)
    {
        if (target.Check.Kind == IpvsHealthCheckKind.Script && Script is not null)
        {
            return await Script(target, stop).ConfigureAwait(false);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(target.Check.Timeout);
        var probe = new ProbeRun(_sockets, _authorities, target, deadline.Token);
        try
        {
            await RunKindAsync(probe).ConfigureAwait(false);
            return probe.Passed();
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            return WasNotWatched(target.Check, probe.Elapsed) ? NotWatched(probe.Elapsed) : probe.Failed(e);
        }
    }

    private static Task RunKindAsync(ProbeRun probe) =>
        probe.Check.Kind switch
        {
            not IpvsHealthCheckKind.Icmp and not IpvsHealthCheckKind.Script when probe.EndPoint.Port == 0 => throw new ProbeException(
                ProbeOutcome.NotMade,
                "The real server has no port of its own, so that the check must name one."
            ),
            IpvsHealthCheckKind.Tcp => probe.ConnectAsync(),
            IpvsHealthCheckKind.Tls => StreamProbes.HandshakeAsync(probe),
            IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https => HttpProbe.RunAsync(probe),
            IpvsHealthCheckKind.Grpc => GrpcProbe.RunAsync(probe),
            IpvsHealthCheckKind.Smtp => StreamProbes.GreetAsync(probe),
            IpvsHealthCheckKind.Dns => DatagramProbes.QueryAsync(probe),
            IpvsHealthCheckKind.Udp => DatagramProbes.SendAsync(probe),
            IpvsHealthCheckKind.Icmp => DatagramProbes.EchoAsync(probe, probe.Deadline),
            _ => throw new ProbeException(ProbeOutcome.NotMade, $"A check of kind {probe.Check.Kind} is run elsewhere."),
        };
}

/// <summary>One probe while it runs: its sockets, its times, and what was found out so far.</summary>
internal sealed class ProbeRun(ProbeSockets sockets, AuthorityFiles authorities, ProbeTarget target, CancellationToken deadline)
{
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;
    private const int SoMark = 36;

    /// <summary>IPPROTO_IP and IP_BIND_ADDRESS_NO_PORT, from <c>include/uapi/linux/in.h</c>: the port is chosen at connect.</summary>
    private const int SolIp = 0;
    private const int BindAddressNoPort = 24;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _connected;
    private IPAddress? _source;

    public IpvsHealthCheck Check => target.Check;

    public IPEndPoint EndPoint { get; } = target.EndPoint;

    public AuthorityFiles Authorities => authorities;

    public CancellationToken Deadline { get; } = deadline;

    public TimeSpan? TlsTime { get; set; }

    public int? StatusCode { get; set; }

    /// <summary>From the start to the first of the answer.</summary>
    public TimeSpan? AnswerTime { get; private set; }

    public ProbeCertificate? Certificate { get; set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Opens a connection that ends with a reset when it is disposed.</summary>
    public async Task<Socket> OpenAsync()
    {
        Socket socket = await MakeSocketAsync(SocketType.Stream, ProtocolType.Tcp).ConfigureAwait(false);
        try
        {
            socket.NoDelay = true;
            socket.LingerState = new LingerOption(true, 0);
            await socket.ConnectAsync(EndPoint, Deadline).ConfigureAwait(false);
            Note(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task ConnectAsync()
    {
        using Socket socket = await OpenAsync().ConfigureAwait(false);
    }

    /// <summary>Opens a socket that sends to the server and hears of its refusals.</summary>
    public async Task<Socket> OpenDatagramAsync(SocketType type, ProtocolType protocol)
    {
        Socket socket = await MakeSocketAsync(type, protocol).ConfigureAwait(false);
        try
        {
            await socket.ConnectAsync(EndPoint, Deadline).ConfigureAwait(false);
            Note(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void NoteAnswer() => AnswerTime = _clock.Elapsed;

    public ProbeResult Passed() => Result(ProbeOutcome.Passed, null);

    /// <summary>What an exception says about the server, or about this host.</summary>
    public ProbeResult Failed(Exception exception) =>
        exception switch
        {
            ProbeException e => Result(e.Outcome, e.Message),
            OperationCanceledException => Result(
                _connected is null ? ProbeOutcome.TimedOutConnecting : ProbeOutcome.TimedOutReading,
                Prober.NoAnswer(Check)
            ),
            AuthenticationException e => Result(ProbeOutcome.TlsFailed, e.InnerException?.Message ?? e.Message),
            SocketException e => Result(Outcome(e.SocketErrorCode), e.Message),
            { InnerException: { } inner } when exception is IOException or HttpRequestException => Failed(inner),
            IOException or HttpRequestException => Result(ProbeOutcome.ProtocolError, exception.Message),
            _ => Result(ProbeOutcome.NotMade, exception.Message),
        };

    private ProbeOutcome Outcome(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => ProbeOutcome.Refused,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
                ProbeOutcome.Unreachable,
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected =>
                ProbeOutcome.ResetByPeer,
            SocketError.TimedOut or SocketError.OperationAborted => _connected is null
                ? ProbeOutcome.TimedOutConnecting
                : ProbeOutcome.TimedOutReading,
            // No socket, no address, no right, no memory: this host's trouble.
            _ => ProbeOutcome.NotMade,
        };

    private async Task<Socket> MakeSocketAsync(SocketType type, ProtocolType protocol)
    {
        Socket socket = await sockets.MakeAsync(EndPoint.AddressFamily, type, protocol).ConfigureAwait(false);
        try
        {
            SetOptions(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void SetOptions(Socket socket)
    {
        if (Check.FirewallMark is { } mark)
        {
            socket.SetRawSocketOption(SolSocket, SoMark, BitConverter.GetBytes(mark));
        }

        if (Check.Link is { } link)
        {
            Bind(socket, link);
        }

        if (Check.SourceAddress is not null || Check.SourcePort is not null)
        {
            bool isIPv4 = EndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
            if (Check.SourcePort is null && socket.SocketType == SocketType.Stream)
            {
                socket.SetRawSocketOption(SolIp, BindAddressNoPort, BitConverter.GetBytes(1));
            }

            socket.Bind(new IPEndPoint(Check.SourceAddress ?? (isIPv4 ? IPAddress.Any : IPAddress.IPv6Any), Check.SourcePort ?? 0));
        }
    }

    private static void Bind(Socket socket, string link)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, NameBytes.EncodeTerminated(link));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.SocketError)
        {
            // The runtime has no word for ENODEV.
            throw new ProbeException(ProbeOutcome.NotMade, $"No probe can leave by the link '{link}': there is none of that name.");
        }
    }

    private void Note(Socket socket)
    {
        _connected = _clock.Elapsed;
        _source = (socket.LocalEndPoint as IPEndPoint)?.Address;
    }

    public ProbeResult Result(ProbeOutcome outcome, string? detail) =>
        new(outcome, _clock.Elapsed)
        {
            ConnectTime = _connected,
            TlsTime = TlsTime,
            StatusCode = StatusCode,
            Detail = detail,
            AnswerTime = AnswerTime,
            Certificate = Certificate,
            SourceAddress = _source,
        };
}
