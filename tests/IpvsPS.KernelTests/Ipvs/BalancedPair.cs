using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>
/// A director and a real server, a namespace each, with the link front0 to back0 between them: 10.77.0.1 and .2, fd00:77::1 and ::2. The
/// director has the virtual addresses 10.77.1.1 and fd00:77:1::1 and is the client as well.
/// </summary>
internal sealed class BalancedPair : IDisposable
{
    private const int SocketLevel = 1;
    private const int MarkOption = 36;

    private readonly List<Socket> _sockets = [];

    public BalancedPair()
    {
        LabSession.Native(
            $"""
            set -e
            ip link add front0 netns {Director} type veth peer name back0 netns {Server}
            for side in "{Director} front0 1" "{Server} back0 2"; do
              set -- $side
              ip -n $1 address add 10.77.0.$3/24 dev $2
              ip -n $1 address add fd00:77::$3/64 dev $2 nodad
              ip -n $1 link set $2 up
            done
            ip -n {Director} address add 10.77.1.1/32 dev lo
            ip -n {Director} address add fd00:77:1::1/128 dev lo nodad
            """
        );
    }

    public ScratchNamespace Director { get; } = new();

    public ScratchNamespace Server { get; } = new();

    /// <summary>Has the real server listen: every connection waits unaccepted, which the client does not notice.</summary>
    public void Listen(string endpoint, ProtocolType protocol = ProtocolType.Tcp)
    {
        Socket socket = Open(Server, IPEndPoint.Parse(endpoint), protocol);
        if (protocol == ProtocolType.Tcp)
        {
            socket.Listen();
        }
    }

    /// <summary>Connects from the director and sends, if anything is to be sent.</summary>
    /// <param name="from">The client's address and port.</param>
    /// <param name="to">The virtual address and port.</param>
    /// <param name="mark">The firewall mark of the packets, 0 for none.</param>
    /// <param name="text">What to send.</param>
    /// <param name="protocol">TCP or UDP.</param>
    public Socket Connect(string from, string to, int mark = 0, string text = "", ProtocolType protocol = ProtocolType.Tcp)
    {
        Socket socket = Open(Director, IPEndPoint.Parse(from), protocol);
        if (mark != 0)
        {
            socket.SetRawSocketOption(SocketLevel, MarkOption, BitConverter.GetBytes(mark));
        }

        socket.Connect(IPEndPoint.Parse(to));
        if (text.Length > 0)
        {
            socket.Send(System.Text.Encoding.ASCII.GetBytes(text));
        }

        return socket;
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        Director.Dispose();
        Server.Dispose();
    }

    private Socket Open(ScratchNamespace netns, IPEndPoint local, ProtocolType protocol)
    {
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(netns.Name));
        Socket socket = NamespaceThread.Run(
            handle,
            () => new Socket(local.AddressFamily, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol)
        );
        _sockets.Add(socket);
        socket.Bind(local);
        return socket;
    }
}
