using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Namespaces;
using IpvsPS.Testing.Health;

namespace IpvsPS.KernelTests.Health;

/// <summary>What is wrong with a real server; the number is the last of its address.</summary>
internal enum Fault
{
    None = 1,
    Refuses,
    Vanished,
    AnswersWrong,
    Expired,
    HalfOpen,
    Resets,
}

/// <summary>
/// A pod whose every address, 10.6.7.1 and up, has the servers of all kinds with one fault, and a director of a service with
/// these as its real servers. What is sent to the address of the fault Vanished reaches nobody.
/// </summary>
internal sealed class FaultyPod : IDisposable
{
    public const string Service = "10.6.8.1:80";

    public const int Tcp = 7001;
    public const int Tls = 7002;
    public const int Http = 7003;
    public const int Https = 7004;
    public const int Grpc = 7005;
    public const int Smtp = 7006;
    public const int Dns = 7007;
    public const int Udp = 7008;

    private const string Error = "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private readonly NetNamespaceHandle _handle;
    private readonly List<IDisposable> _servers = [];
    private readonly CancellationTokenSource _stop = new();

    public FaultyPod()
    {
        string script = $"""
            ip -n {Director} link add pods type veth peer name eth0 netns {Pod}
            ip -n {Director} address add 10.6.7.100/24 dev pods
            ip -n {Director} link set pods up
            ip -n {Pod} link set eth0 up
            for n in 1 2 4 5 6 7; do ip -n {Pod} address add 10.6.7.$n/24 dev eth0; done
            ip -n {Director} neighbor replace 10.6.7.3 lladdr 02:00:00:00:07:03 nud permanent dev pods
            ip netns exec {Director} ipvsadm -A -t {Service} -s rr
            for n in $(seq 7); do ip netns exec {Director} ipvsadm -a -t {Service} -r 10.6.7.$n:80 -m; done
            """;
        LabSession.Native($"set -e\n{script}");
        _handle = NetNamespaceHandle.Open(new NetNamespace(Pod.Name));
        foreach (Fault fault in Enum.GetValues<Fault>().Except([Fault.Refuses, Fault.Vanished]))
        {
            foreach (int port in new[] { Tcp, Tls, Http, Https, Grpc, Smtp })
            {
                _servers.Add(Serve(fault, port));
            }

            Answer(fault, Dns, query => [query[0], query[1], 0x80, (byte)(fault == Fault.AnswersWrong ? 2 : 0), .. query.AsSpan(4)]);
            Answer(fault, Udp, _ => Encoding.ASCII.GetBytes(fault == Fault.AnswersWrong ? "NO" : "OK"));
        }
    }

    public ScratchNamespace Pod { get; } = new();

    public ScratchNamespace Director { get; } = new();

    public void Dispose()
    {
        _stop.Cancel();
        _servers.ForEach(server => server.Dispose());
        _handle.Dispose();
        _stop.Dispose();
        Pod.Dispose();
        Director.Dispose();
    }

    private ProbeServer Serve(Fault fault, int port)
    {
        Socket listener = Bind(fault, port, SocketType.Stream);
        return fault switch
        {
            Fault.HalfOpen => ProbeServer.Silent(listener),
            Fault.Resets => ProbeServer.Resetting(listener),
            Fault.AnswersWrong => Wrong(port, listener),
            _ => port switch
            {
                Tls or Https => ProbeServer.Tls(fault == Fault.Expired ? -2 : 30, listener),
                Grpc => new ProbeServer(GrpcAnswers.With(health: 1), listener),
                Smtp => ProbeServer.Mail(listener),
                _ => ProbeServer.Saying(ProbeServer.Page, listener: listener),
            },
        };
    }

    private static ProbeServer Wrong(int port, Socket listener) =>
        port switch
        {
            Grpc => new ProbeServer(GrpcAnswers.With(health: 2), listener),
            Smtp => ProbeServer.Saying("554 no\r\n", atOnce: true, listener: listener),
            _ => ProbeServer.Saying(Error, listener: listener),
        };

    /// <summary>Answers each datagram; one whose connections stay half-open answers none.</summary>
    private void Answer(Fault fault, int port, Func<byte[], byte[]> answer)
    {
        Socket socket = Bind(fault, port, SocketType.Dgram);
        _servers.Add(socket);
        _ = fault == Fault.HalfOpen ? Task.CompletedTask : AnswerAsync(socket, answer);
    }

    private async Task AnswerAsync(Socket socket, Func<byte[], byte[]> answer)
    {
        byte[] buffer = new byte[1024];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                await socket.SendToAsync(answer(buffer[..received.ReceivedBytes]), received.RemoteEndPoint, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private Socket Bind(Fault fault, int port, SocketType type) =>
        PodSocket.Bind(_handle, IPAddress.Parse($"10.6.7.{(int)fault}"), port, type);
}
