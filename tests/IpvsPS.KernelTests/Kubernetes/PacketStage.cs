using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// A cluster's node with two pods, a pod on another node and a client outside, as packets.sh joins them. Every pod answers on TCP 8080,
/// SCTP 8080 and UDP 5353 with its own name and the address that it was asked from; the node itself listens on TCP 9999 on all of its
/// addresses.
/// </summary>
public sealed class PacketStage : NamespaceStage
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(200);

    private const int WebPort = 8080;
    private const int NamePort = 5353;

    /// <summary>The pods' addresses.</summary>
    public static readonly IReadOnlyDictionary<string, (string IPv4, string IPv6)> Addresses = new Dictionary<string, (string, string)>
    {
        ["pod1"] = ("172.17.1.2", "fd00:17::1:2"),
        ["pod2"] = ("172.17.2.2", "fd00:17::2:2"),
        ["pod3"] = ("172.18.0.5", "fd00:18::5"),
    };

    private readonly Dictionary<string, NetNamespaceHandle> _handles = [];

    public PacketStage()
    {
        string[] names = ["node", "pod1", "pod2", "pod3", "client"];
        Dictionary<string, ScratchNamespace> spaces = names.ToDictionary(name => name, _ => Keep(new ScratchNamespace()));
        Node = spaces["node"];
        Pod1 = spaces["pod1"];
        LabSession.Native(
            $"bash '{Repository.File("tests/IpvsPS.KernelTests/Kubernetes/packets.sh")}' "
                + string.Join(' ', names.Select(name => spaces[name]))
        );
        foreach (string name in names)
        {
            _handles[name] = Open(spaces[name]);
        }

        foreach ((string pod, (string IPv4, string IPv6) addresses) in Addresses)
        {
            Serve(pod, addresses.IPv4, addresses.IPv6);
        }

        Listen("node", 9999);
    }

    internal ScratchNamespace Node { get; }

    internal ScratchNamespace Pod1 { get; }

    /// <summary>Asks once; returns the pod and the address it saw, <c>refused</c>, or <c>silence</c>.</summary>
    /// <param name="asker">node, pod1, pod2 or client.</param>
    /// <param name="to">The address.</param>
    /// <param name="port">The port.</param>
    /// <param name="isUdp">A datagram instead of a connection.</param>
    /// <param name="from">The asker's address; null for the one that its routes choose.</param>
    /// <param name="fromPort">The asker's port where its address is given; 0 for any.</param>
    /// <param name="patience">How long to wait, in milliseconds.</param>
    internal string Ask(string asker, string to, int port, bool isUdp = false, string? from = null, int fromPort = 0, int patience = 5000)
    {
        IPAddress address = IPAddress.Parse(to);
        using Socket socket = NamespaceThread.Run(
            _handles[asker],
            () => new Socket(address.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, ProtocolType.Unspecified)
        );
        return Ask(socket, address, port, isUdp, from, fromPort, patience);
    }

    /// <summary>Asks once by SCTP; the answer is as that of TCP.</summary>
    internal string AskBySctp(string asker, string to, int port)
    {
        IPAddress address = IPAddress.Parse(to);
        using Socket socket = SctpSocket.Open(_handles[asker], IsIPv6(address));
        return Ask(socket, address, port, isUdp: false, from: null, fromPort: 0, patience: 5000);
    }

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    private static string Ask(Socket socket, IPAddress address, int port, bool isUdp, string? from, int fromPort, int patience)
    {
        socket.SendTimeout = socket.ReceiveTimeout = patience;
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), fromPort));
        }

        try
        {
            socket.Connect(address, port);
            if (isUdp)
            {
                socket.Send("?"u8);
            }

            var answer = new byte[100];
            return Encoding.ASCII.GetString(answer, 0, socket.Receive(answer));
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                // The node's own datagram for a service without endpoints does not even leave the socket.
                SocketError.ConnectionRefused or SocketError.AccessDenied => "refused",
                SocketError.TimedOut or SocketError.WouldBlock or SocketError.IOPending or SocketError.InProgress => "silence",
                SocketError other => other.ToString(),
            };
        }
    }

    private void Serve(string pod, params string[] addresses)
    {
        Listen(pod, WebPort);
        foreach (string address in addresses)
        {
            // Bound to one address, it offers its client no other one.
            Socket signals = Keep(SctpSocket.Open(_handles[pod], IsIPv6(IPAddress.Parse(address))));
            signals.Bind(new IPEndPoint(IPAddress.Parse(address), WebPort));
            Accept(pod, signals);

            // An answer comes from the address that the question was for.
            Socket names = Keep(
                NamespaceThread.Run(
                    _handles[pod],
                    () => new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Unspecified)
                )
            );
            names.Bind(new IPEndPoint(IPAddress.Parse(address), NamePort));
            Start(() =>
            {
                EndPoint asker = new IPEndPoint(
                    names.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any,
                    0
                );
                names.ReceiveFrom(new byte[16], ref asker);
                names.SendTo(Answer(pod, asker), asker);
            });
        }
    }

    private void Listen(string name, int port)
    {
        Socket listener = Keep(
            NamespaceThread.Run(
                _handles[name],
                () => new Socket(System.Net.Sockets.AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp)
            )
        );
        listener.DualMode = true;
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        Accept(name, listener);
    }

    private static void Accept(string name, Socket listener)
    {
        listener.Listen();
        Start(() =>
        {
            // Nothing wakes Accept of a listener of SCTP that is closed.
            if (listener.Poll(PollTime, SelectMode.SelectRead))
            {
                using Socket accepted = listener.Accept();
                accepted.Send(Answer(name, accepted.RemoteEndPoint!));
            }
        });
    }

    private static byte[] Answer(string name, EndPoint asker)
    {
        IPAddress address = ((IPEndPoint)asker).Address;
        return Encoding.ASCII.GetBytes($"{name} {(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}");
    }

    /// <summary>Does it again and again until the stage ends.</summary>
    private static void Start(Action answer) =>
        new Thread(() =>
        {
            while (true)
            {
                try
                {
                    answer();
                }
                catch (ObjectDisposedException)
                {
                    return;
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
                {
                    return;
                }
                catch (SocketException)
                {
                    // That asker has gone; the next one is answered.
                }
            }
        })
        {
            IsBackground = true,
        }.Start();
}
