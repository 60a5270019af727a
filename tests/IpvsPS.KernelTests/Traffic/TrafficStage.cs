using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>The tests of real packets, which share one stage: making five namespaces takes longer than most of them.</summary>
[CollectionDefinition(Name)]
public sealed class TrafficTests : ICollectionFixture<TrafficStage>
{
    public const string Name = "Traffic";
}

/// <summary>
/// A client, a director and three servers, a namespace each, as stage.sh joins them and Enable-IpvsDirectRouting makes the
/// servers real servers of the DR and TUN methods. One thread plays both sides in turn:
/// the client's connection is established by the kernel of the server that gets it, and whichever server finds one waiting
/// answers it with its own number.
/// </summary>
public sealed class TrafficStage : IDisposable
{
    public const int WebPort = 80;
    public const int NamePort = 53;
    public const int Servers = 3;

    /// <summary>Served by NAT: no server has it. 10.80.0.0/16 is all the director's.</summary>
    private const string NatAddress = "10.80.0.";

    /// <summary>The last number of the first of 10.77.0.160/27.</summary>
    private const int FirstDirectAddress = 160;

    private const int TimeoutMicroseconds = 3_000_000;

    private readonly List<IDisposable> _handles = [];
    private readonly NetNamespaceHandle _client;
    private readonly List<Socket> _web = [];
    private readonly List<Socket> _names = [];
    private int _addresses;
    private int _directAddresses;

    public TrafficStage(LabSession lab)
    {
        LabSession.Native(
            $"bash '{Repository.File("tests/IpvsPS.KernelTests/Traffic/stage.sh")}' {Client} {Director} "
                + $"{string.Join(' ', ServerNamespaces)}"
        );
        foreach ((int index, ScratchNamespace server) in ServerNamespaces.Index())
        {
            int number = index + 1;
            lab.Works(
                $"""
                Enable-IpvsDirectRouting 10.77.0.200, 10.77.0.204, 10.77.0.230, 10.77.0.236 -NetNamespace {server}
                Enable-IpvsDirectRouting fd00:77::200, fd00:77::230, fd00:77::236 -NetNamespace {server}
                Enable-IpvsDirectRouting 10.77.0.201, 10.77.0.203, 10.77.0.209, 10.77.0.231, 10.77.0.237 `
                    -ForwardingMethod Tunnel -NetNamespace {server}
                Enable-IpvsDirectRouting 10.77.0.202, 10.77.0.232, 10.77.0.238 `
                    -ForwardingMethod Tunnel -TunnelType Gre -NetNamespace {server}
                Enable-IpvsDirectRouting fd00:77::205, fd00:77::235, fd00:77::237 `
                    -ForwardingMethod Tunnel -RealAddress 10.77.0.1{number} -NetNamespace {server}
                Enable-IpvsDirectRouting fd00:77::206, 10.77.0.207 -ForwardingMethod Tunnel -RealAddress fd00:77::1{number} `
                    -NetNamespace {server}
                Enable-IpvsDirectRouting fd00:77::208 -ForwardingMethod Tunnel -TunnelType Gre -RealAddress fd00:77::1{number} `
                    -NetNamespace {server}
                """
            );
        }

        _client = Open(Client);
        foreach (ScratchNamespace server in ServerNamespaces)
        {
            NamespaceThread.Run(
                Open(server),
                () =>
                {
                    _web.Add(Bind(SocketType.Stream, IPAddress.IPv6Any, WebPort));
                    _web[^1].Listen();
                    // An answer to a datagram comes from the address of the socket: that of the server for NAT, the virtual one for DR.
                    _names.Add(Bind(SocketType.Dgram, IPAddress.Parse($"10.77.0.1{_web.Count}"), NamePort));
                    _names.Add(Bind(SocketType.Dgram, IPAddress.Parse("10.77.0.200"), NamePort));
                    return true;
                }
            );
        }
    }

    internal ScratchNamespace Client { get; } = new();

    internal ScratchNamespace Director { get; } = new();

    internal ScratchNamespace[] ServerNamespaces { get; } = [.. Enumerable.Range(0, Servers).Select(_ => new ScratchNamespace())];

    /// <summary>A virtual address that no test has used: connections of other tests stay in the table.</summary>
    public string NextAddress() => NatAddress + ++_addresses;

    /// <summary>The same, for direct routing, by which the director does not see every connection's end.</summary>
    public string NextDirectAddress() => $"10.77.0.{FirstDirectAddress + _directAddresses++}";

    /// <summary>Connects, has the server answer, and closes; returns the server's number, 1 to 3.</summary>
    /// <param name="to">The virtual address; the port is 80.</param>
    /// <param name="from">The client's address, or null for the one that its routes choose.</param>
    internal int Fetch(string to, string? from = null)
    {
        using Conversation conversation = Connect(to, from);
        return conversation.Server;
    }

    /// <summary>Connects and has the server answer; the connection stays open.</summary>
    /// <exception cref="SocketException">It was refused, or nobody answered.</exception>
    internal Conversation Connect(string to, string? from = null)
    {
        Socket client = OpenClient(SocketType.Stream, IPAddress.Parse(to), from);
        client.Connect(IPAddress.Parse(to), WebPort);
        (int server, Socket accepted) = Accept(client, _web, TimeoutMicroseconds);
        accepted.ReceiveTimeout = TimeoutMicroseconds / 1000;
        accepted.Send(Encoding.ASCII.GetBytes($"{server + 1}"));
        Assert.Equal($"{server + 1}", Receive(client));
        return new Conversation(server + 1, client, accepted);
    }

    /// <summary>Sends the first packet of a connection, and does not wait for the second.</summary>
    internal Socket BeginConnect(string to, string? from = null)
    {
        Socket client = OpenClient(SocketType.Stream, IPAddress.Parse(to), from);
        client.Blocking = false;
        Assert.Equal(
            SocketError.WouldBlock,
            Assert.Throws<SocketException>(() => client.Connect(IPAddress.Parse(to), WebPort)).SocketErrorCode
        );
        return client;
    }

    /// <summary>The server that a client has reached. The connection of one that gave up may come late, and is closed.</summary>
    /// <returns>Its place among the listeners, and its end of the connection.</returns>
    internal static (int Server, Socket Accepted) Accept(Socket client, List<Socket> listeners, int microseconds)
    {
        int port = ((IPEndPoint)client.LocalEndPoint!).Port;
        while (true)
        {
            List<Socket> ready = [.. listeners];
            Socket.Select(ready, null, null, microseconds);
            Assert.NotEmpty(ready);
            foreach (Socket socket in ready)
            {
                Socket accepted = socket.Accept();
                if (((IPEndPoint)accepted.RemoteEndPoint!).Port == port)
                {
                    return (listeners.IndexOf(socket), accepted);
                }

                accepted.Dispose();
            }
        }
    }

    /// <summary>A UDP socket of the client, for datagrams from one port.</summary>
    internal Socket OpenNameClient(string to) => OpenClient(SocketType.Dgram, IPAddress.Parse(to), from: null);

    /// <summary>Sends a datagram and has the server answer; returns the server's number.</summary>
    internal int Ask(Socket client, string to)
    {
        client.SendTo("?"u8, new IPEndPoint(IPAddress.Parse(to), NamePort));
        int socket = Waiting(_names);
        int server = (socket / 2) + 1;
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        _names[socket].ReceiveFrom(new byte[16], ref sender);
        _names[socket].SendTo(Encoding.ASCII.GetBytes($"{server}"), sender);
        EndPoint answering = new IPEndPoint(IPAddress.Any, 0);
        var answer = new byte[16];
        int count = client.ReceiveFrom(answer, ref answering);
        Assert.Equal(($"{server}", $"{to}:{NamePort}"), (Encoding.ASCII.GetString(answer, 0, count), answering.ToString()));
        return server;
    }

    public void Dispose()
    {
        _handles.ForEach(handle => handle.Dispose());
        Client.Dispose();
        Director.Dispose();
        Array.ForEach(ServerNamespaces, server => server.Dispose());
    }

    internal static string Receive(Socket socket)
    {
        var buffer = new byte[16];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    private NetNamespaceHandle Open(ScratchNamespace netns)
    {
        NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(netns.Name));
        _handles.Add(handle);
        return handle;
    }

    private Socket OpenClient(SocketType type, IPAddress to, string? from)
    {
        Socket client = NamespaceThread.Run(_client, () => new Socket(to.AddressFamily, type, ProtocolType.Unspecified));
        // Linux limits a synchronous connect by the first.
        client.SendTimeout = client.ReceiveTimeout = TimeoutMicroseconds / 1000;
        if (from is not null)
        {
            client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        return client;
    }

    private Socket Bind(SocketType type, IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, type, ProtocolType.Unspecified);
        _handles.Add(socket);
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            socket.DualMode = true;
        }

        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    /// <summary>The place of the one socket that has something waiting.</summary>
    private static int Waiting(List<Socket> sockets)
    {
        List<Socket> ready = [.. sockets];
        Socket.Select(ready, null, null, TimeoutMicroseconds);
        return sockets.IndexOf(Assert.Single(ready));
    }
}

/// <summary>A connection of the client, both ends of it, and the number of the server that answered.</summary>
internal sealed record Conversation(int Server, Socket Client, Socket Accepted) : IDisposable
{
    /// <summary>Closes the client's end, then the server's.</summary>
    public void Dispose()
    {
        Client.Dispose();
        Accepted.Dispose();
    }
}
