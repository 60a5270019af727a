using System.Net;
using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Directors;

/// <summary>A client, two directors and two servers, as directors.sh joins them. Whichever server gets a connection serves it.</summary>
public sealed class DirectorPair : NamespaceStage
{
    public const string DirectAddress = "10.77.0.200";
    public const string NatAddress = "10.77.0.201";
    public const string Gateway = "10.77.0.254";

    /// <summary>Where both directors are active; the client is the router.</summary>
    public const string RoutedAddress = "10.88.0.1";

    private const int WebPort = 80;
    private const int TimeoutMicroseconds = 5_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LabSession _lab;
    private readonly NetNamespaceHandle _client;
    private readonly List<Socket> _web = [];

    public DirectorPair(LabSession lab)
    {
        _lab = lab;
        Servers = [Keep(new ScratchNamespace()), Keep(new ScratchNamespace())];
        (Client, One, Two) = (Keep(new ScratchNamespace()), Keep(new ScratchNamespace()), Keep(new ScratchNamespace()));
        LabSession.Native(
            $"bash '{Repository.File("tests/IpvsPS.KernelTests/Directors/directors.sh")}' {Client} {One} {Two} {Servers[0]} {Servers[1]}"
        );
        lab.Works($"Enable-IpvsDirectRouting {DirectAddress} -NetNamespace {Servers[0]}, {Servers[1]}");
        _client = Open(Client);
        foreach (ScratchNamespace server in Servers)
        {
            Socket listener = Keep(NamespaceThread.Run(Open(server), () => new Socket(SocketType.Stream, ProtocolType.Tcp)));
            listener.Bind(new IPEndPoint(IPAddress.IPv6Any, WebPort));
            listener.Listen();
            _web.Add(listener);
        }
    }

    internal ScratchNamespace Client { get; }

    internal ScratchNamespace One { get; }

    internal ScratchNamespace Two { get; }

    internal ScratchNamespace[] Servers { get; }

    /// <summary>A download that has begun.</summary>
    internal Download Begin(string to)
    {
        var download = new Download(Connect(to));
        download.AwaitMore(1 << 16);
        return download;
    }

    /// <summary>How many connections a director has.</summary>
    internal int Connections(ScratchNamespace director) =>
        _lab.Works($"Get-IpvsConnection -State ESTABLISHED -NetNamespace {director}").Of<Objects.IpvsConnection>().Count();

    /// <summary>How many connections to an address the two have, those once that one of them has a replica of.</summary>
    internal int Clients(string address) =>
        _lab.Works($"Get-IpvsConnection {address}:{WebPort} -State ESTABLISHED -NetNamespace {One}, {Two}")
            .Of<Objects.IpvsConnection>()
            .DistinctBy(connection => connection.ClientPort)
            .Count();

    /// <summary>Waits until the second director knows so many connections of the first one.</summary>
    internal void AwaitReplicas(int count) => Poll.Until(() => Connections(Two) >= count, "lb2 that knows the connections", Patience);

    /// <summary>Connects; whichever server the connection reaches has accepted it then.</summary>
    /// <exception cref="SocketException">It was refused, or nobody answered in 5 seconds.</exception>
    internal Conversation Connect(string to)
    {
        Socket client = NamespaceThread.Run(
            _client,
            () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        );
        client.SendTimeout = client.ReceiveTimeout = TimeoutMicroseconds / 1000;
        client.Bind(new IPEndPoint(IPAddress.Parse(to == NatAddress ? "10.79.0.1" : "10.77.0.100"), 0));
        client.Connect(IPAddress.Parse(to), WebPort);
        (int server, Socket accepted) = TrafficStage.Accept(client, _web, TimeoutMicroseconds);
        return Keep(new Conversation(server + 1, client, accepted));
    }
}
