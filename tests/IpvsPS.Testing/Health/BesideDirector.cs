using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;

namespace IpvsPS.Testing.Health;

/// <summary>What a client got: the number of a pod, or how it failed.</summary>
/// <param name="At">When it asked, since the stage was watched.</param>
/// <param name="Result">The pod's number as text, or the reason.</param>
internal sealed record Page(TimeSpan At, string Result)
{
    public bool IsFailure => !char.IsAsciiDigit(Result[0]);
}

/// <summary>One director with its checker, its table as it changes, and what its client gets.</summary>
internal sealed class BesideDirector : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PageInterval = TimeSpan.FromMilliseconds(50);

    private readonly NetNamespaceHandle _netns;
    private readonly NetNamespaceHandle _client;
    private readonly IpvsClient _ipvs;
    private readonly IpvsServiceId _service;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Thread> _threads = [];
    private readonly Stopwatch _clock = new();
    private Process? _checker;

    public BesideDirector(string name, string client)
    {
        Name = name;
        _netns = NetNamespaceHandle.Open(new NetNamespace(name));
        _client = NetNamespaceHandle.Open(new NetNamespace(client));
        _ipvs = IpvsClient.Open(_netns, CancellationToken.None);
        InetAddress.TryParse(Encoding.ASCII.GetBytes(BesideStage.Service), out InetAddress address);
        _service = IpvsServiceId.ForAddress(address, 80, IpvsProtocol.Tcp);
    }

    public string Name { get; }

    /// <summary>The table at each time when it had changed.</summary>
    public ConcurrentQueue<(TimeSpan At, string Table)> Changes { get; } = [];

    public ConcurrentQueue<Page> Pages { get; } = [];

    public TimeSpan Now => _clock.Elapsed;

    public int ProcessId => _checker!.Id;

    /// <summary>The weight of each real server, by the last number of its address.</summary>
    public string Table
    {
        get
        {
            var rows = new List<RealServer>();
            lock (_ipvs)
            {
                if (_ipvs.ListServices().Exists(service => service.Id == _service))
                {
                    _ipvs.ReadRealServers(_service, rows);
                }
            }

            return string.Join(' ', rows.Select(row => $"{$"{row.Address}".Split('.')[3]}={row.Weight}").Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Starts the checker and waits for lines that begin or go on with a text.</summary>
    public void Start(string command, string ready, int count)
    {
        _checker = Shell.Start(command);
        int lines = 0;
        _checker.OutputDataReceived += (_, line) =>
            Interlocked.Add(ref lines, line.Data?.Contains(ready, StringComparison.Ordinal) == true ? 1 : 0);
        _checker.BeginOutputReadLine();
        Poll.Until(() => Volatile.Read(ref lines) >= count || _checker.HasExited, $"{count} lines '{ready}' of {Name}");
    }

    /// <summary>Begins to look at the table and to fetch pages.</summary>
    public void Watch()
    {
        _clock.Start();
        _threads.Add(new Thread(LookOn) { IsBackground = true });
        _threads.Add(new Thread(Fetch) { IsBackground = true });
        _threads.ForEach(thread => thread.Start());
    }

    public void Dispose()
    {
        _stop.Cancel();
        _threads.ForEach(thread => thread.Join());
        if (_checker is { HasExited: false })
        {
            _checker.Kill(entireProcessTree: true);
            _checker.WaitForExit();
        }

        _ipvs.Dispose();
        _netns.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    private void LookOn()
    {
        string last = string.Empty;
        while (!_stop.IsCancellationRequested)
        {
            string table = Table;
            if (table != last)
            {
                Changes.Enqueue((Now, last = table));
            }

            _stop.Token.WaitHandle.WaitOne(LookInterval);
        }
    }

    private void Fetch()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan at = Now;
            Pages.Enqueue(new Page(at, FetchOne()));
            _stop.Token.WaitHandle.WaitOne(PageInterval);
        }
    }

    private string FetchOne()
    {
        using Socket socket = NamespaceThread.Run(
            _client,
            () => new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        );
        // Linux limits a synchronous connect by the first.
        socket.SendTimeout = socket.ReceiveTimeout = 1000;
        try
        {
            socket.Connect(IPAddress.Parse(BesideStage.Service), 80);
            socket.Send("GET / HTTP/1.0\r\n\r\n"u8);
            byte[] buffer = new byte[1024];
            int count = socket.Receive(buffer);
            return count < 2 ? "closed" : Encoding.ASCII.GetString(buffer, count - 2, 2);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "refused",
                SocketError.ConnectionReset => "reset",
                SocketError.TimedOut or SocketError.WouldBlock or SocketError.InProgress => "no answer in 1 s",
                _ => $"{e.SocketErrorCode}",
            };
        }
    }
}
