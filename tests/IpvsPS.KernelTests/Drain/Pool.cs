using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Drain;

/// <summary>
/// Ten pods behind a director, a namespace each, as stage.sh of the traffic tests joins them, and clients,
/// from 10.79.0.0/16 past the director and from 10.76.0.0/16 straight to the pods. A
/// pod answers each connection with a page; a restart closes its listener and whatever connection it still has.
/// </summary>
public sealed class Pool : NamespaceStage
{
    public const int Pods = 10;
    public const string DirectAddress = "10.77.0.200";
    public const string NatAddress = "10.80.0.1";

    private const int PageBytes = 2_000;

    private readonly NetNamespaceHandle _client;
    private readonly Pod[] _pods;

    public Pool(LabSession lab)
    {
        ScratchNamespace[] pods = [.. Enumerable.Range(0, Pods).Select(_ => Keep(new ScratchNamespace()))];
        PodSpaces = pods;
        Client = Keep(new ScratchNamespace());
        Director = Keep(new ScratchNamespace());
        LabSession.Native(
            $"bash '{Repository.File("tests/IpvsPS.KernelTests/Traffic/stage.sh")}' {Client} {Director} "
                + $"{string.Join(' ', pods.Select(pod => pod.Name))}"
        );
        LabSession.Native(
            string.Join(
                '\n',
                [
                    $"set -e; ip -n {Client} route add local 10.76.0.0/16 dev lo; ip -n {Director} route add 10.76.0.0/16 via 10.77.0.100",
                    .. pods.Select(pod => $"ip -n {pod} route add 10.76.0.0/16 via 10.77.0.100"),
                ]
            )
        );
        lab.Works(string.Join('\n', pods.Select(pod => $"Enable-IpvsDirectRouting {DirectAddress} -NetNamespace {pod}")));
        _client = Open(Client);
        _pods = Array.ConvertAll(pods, pod => Keep(new Pod(Open(pod))));
    }

    internal ScratchNamespace Client { get; }

    internal ScratchNamespace Director { get; }

    /// <summary>The pods' namespaces, in the order of <see cref="Addresses"/>.</summary>
    internal IReadOnlyList<ScratchNamespace> PodSpaces { get; }

    /// <summary>The pods' addresses, as stage.sh gives them.</summary>
    public static IReadOnlyList<string> Addresses { get; } = [.. Enumerable.Range(1, Pods).Select(number => $"10.77.0.1{number}")];

    /// <summary>Ends a pod's process with its connections, and starts it again.</summary>
    public void Restart(string address) => _pods[Addresses.ToList().IndexOf(address)].Restart();

    /// <summary>How many connections the restarts have cut off.</summary>
    public int CutOff => _pods.Sum(pod => pod.CutOff);

    /// <summary>How many pages each pod has served.</summary>
    public int[] Served => Array.ConvertAll(_pods, pod => pod.Served);

    /// <summary>Clients that fetch pages, from many addresses, and one that downloads without pause, until they are disposed.</summary>
    internal Clients Start(string to, int threads, TimeSpan pause = default) => new(this, IPAddress.Parse(to), threads, pause);

    /// <summary>
    /// Takes the services out of the director, and their connections: those to a server that is there again count as its own, and the
    /// next test would wait for them.
    /// </summary>
    internal void Clear(LabSession lab)
    {
        lab.Works(
            $"Set-IpvsSetting expire_nodest_conn $true -NetNamespace {Director}; "
                + $"Clear-IpvsService -NetNamespace {Director} -Confirm:$false"
        );
        Poll.Until(
            () => Director.Native("tail -n +2 /proc/net/ip_vs_conn").Length == 0,
            "the director without connections",
            TimeSpan.FromMinutes(3)
        );
        lab.Works($"Set-IpvsSetting expire_nodest_conn $false -NetNamespace {Director}");
    }

    internal Socket Connect(IPAddress to, string from)
    {
        Socket socket = NamespaceThread.Run(_client, () => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.SendTimeout = socket.ReceiveTimeout = 10_000;
        socket.LingerState = new LingerOption(false, 0);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        socket.Connect(new IPEndPoint(to, 80));
        return socket;
    }

    /// <summary>Asks over a connection, and receives the whole answer.</summary>
    /// <exception cref="SocketException">The connection has broken, or ended too early.</exception>
    internal static void Fetch(Socket connection, byte blocks)
    {
        connection.Send([blocks]);
        int left = blocks * PageBytes;
        var buffer = new byte[PageBytes];
        while (left > 0)
        {
            int count = connection.Receive(buffer);
            left -= count > 0 ? count : throw new SocketException((int)SocketError.Shutdown);
        }
    }

    /// <summary>
    /// The server of one pod. A request is its length in blocks, one byte; the answer is as many blocks, slowly where they are
    /// many.
    /// </summary>
    private sealed class Pod : IDisposable
    {
        private readonly NetNamespaceHandle _netns;
        private readonly ConcurrentDictionary<Socket, bool> _connections = [];
        private Socket _listener;
        private int _served;
        private int _cutOff;

        public Pod(NetNamespaceHandle netns)
        {
            _netns = netns;
            _listener = Listen();
        }

        public int Served => _served;

        public int CutOff => _cutOff;

        public void Restart()
        {
            _listener.Dispose();
            foreach (Socket connection in _connections.Keys)
            {
                _cutOff++;
                connection.Close(0);
            }

            _listener = Listen();
        }

        public void Dispose() => _listener.Dispose();

        private Socket Listen()
        {
            Socket listener = NamespaceThread.Run(
                _netns,
                () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            );
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Any, 80));
            listener.Listen(128);
            new Thread(() => Accept(listener)) { IsBackground = true }.Start();
            return listener;
        }

        private void Accept(Socket listener)
        {
            try
            {
                while (true)
                {
                    Socket connection = listener.Accept();
                    _connections[connection] = true;
                    new Thread(() => Serve(connection)) { IsBackground = true }.Start();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The pod ends.
            }
        }

        private void Serve(Socket connection)
        {
            try
            {
                var page = new byte[PageBytes];
                var blocks = new byte[1];
                if (connection.Receive(blocks) == 1)
                {
                    for (int block = 0; block < blocks[0]; block++)
                    {
                        connection.Send(page);
                        Thread.Sleep(blocks[0] > 1 ? 50 : 0);
                    }

                    // What is answered belongs to the kernel from here on, as when a process ends: a restart does not cut it off.
                    _connections.TryRemove(connection, out _);
                    connection.Shutdown(SocketShutdown.Send);
                    Interlocked.Increment(ref _served);
                    connection.Receive(blocks);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The client sees it too, and counts it.
            }

            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    /// <summary>Clients at work. What fails of theirs is kept.</summary>
    internal sealed class Clients : IDisposable
    {
        private const byte DownloadBlocks = 40;

        private readonly Pool _pool;
        private readonly IPAddress _to;
        private readonly string _from;
        private readonly TimeSpan _pause;
        private readonly Thread[] _threads;
        private volatile bool _isOver;
        private int _pages;
        private int _downloads;

        public Clients(Pool pool, IPAddress to, int threads, TimeSpan pause)
        {
            _pool = pool;
            _to = to;
            _pause = pause;

            // An answer by DR must not pass the director, which has the virtual address too and takes it for forged.
            _from = $"{to}" == DirectAddress ? "10.76" : "10.79";
            _threads = [.. Enumerable.Range(0, threads + 1).Select(number => new Thread(() => Work(number)) { IsBackground = true })];
            Array.ForEach(_threads, thread => thread.Start());
        }

        public ConcurrentQueue<string> Failures { get; } = [];

        public int Pages => _pages;

        public int Downloads => _downloads;

        /// <summary>Lets each finish what it has begun.</summary>
        public void Dispose()
        {
            _isOver = true;
            Array.ForEach(_threads, thread => thread.Join());
        }

        private void Work(int number)
        {
            byte blocks = number == 0 ? DownloadBlocks : (byte)1;
            for (int round = 1; !_isOver; round++)
            {
                string from = $"{_from}.{number}.{1 + (round % 250)}";
                try
                {
                    Fetch(from, blocks);
                    Interlocked.Increment(ref number == 0 ? ref _downloads : ref _pages);
                    Thread.Sleep(number == 0 ? TimeSpan.Zero : _pause);
                }
                catch (SocketException e)
                {
                    Failures.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {from} {(number == 0 ? "download" : "page")}: {e.SocketErrorCode}");
                }
            }
        }

        private void Fetch(string from, byte blocks)
        {
            using Socket socket = _pool.Connect(_to, from);
            Pool.Fetch(socket, blocks);
        }
    }
}
