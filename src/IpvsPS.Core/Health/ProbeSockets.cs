using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.Health;

/// <summary>
/// Makes sockets in one namespace for any number of probes. A thread of its own goes there for as many as wait, and home again
/// before it hands them over: the runtime makes new pool threads in the namespace of whoever gives it work.
/// </summary>
internal sealed class ProbeSockets(NetNamespaceHandle netns)
{
    private const int MostAtOnce = 64;

    /// <summary>How long the thread waits for more work before it ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Request> _waiting = [];
    private bool _hasThread;

    public Task<Socket> MakeAsync(System.Net.Sockets.AddressFamily family, SocketType type, ProtocolType protocol)
    {
        if (netns.IsCurrent())
        {
            return Task.FromResult(new Socket(family, type, protocol));
        }

        var request = new Request(() => new Socket(family, type, protocol));
        lock (_gate)
        {
            _waiting.Enqueue(request);
            Monitor.Pulse(_gate);
            if (!_hasThread)
            {
                _hasThread = true;
                new Thread(Serve, 256 << 10) { IsBackground = true, Name = "IpvsPS probes" }.Start();
            }
        }

        return request.Made.Task;
    }

    private void Serve()
    {
        var batch = new List<Request>(MostAtOnce);
        bool isHome = true;
        while (isHome && Take(batch))
        {
            try
            {
                netns.EnterOnThisThread();
                batch.ForEach(request => request.Make());
            }
            catch (NetNamespaceException e)
            {
                batch.ForEach(request => request.Failure ??= e);
            }

            isHome = NetNamespaceHandle.Home.TryEnterOnThisThread();
            if (!isHome)
            {
                lock (_gate)
                {
                    _hasThread = false;
                }
            }

            batch.ForEach(request => request.HandOver());
        }
    }

    /// <summary>Takes what waits; false where nothing has come for long.</summary>
    private bool Take(List<Request> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (!Monitor.Wait(_gate, Patience) && _waiting.Count == 0)
                {
                    _hasThread = false;
                    return false;
                }
            }

            while (batch.Count < MostAtOnce && _waiting.TryDequeue(out Request? request))
            {
                batch.Add(request);
            }

            return true;
        }
    }

    private sealed class Request(Func<Socket> make)
    {
        private Socket? _socket;

        public TaskCompletionSource<Socket> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public void Make()
        {
            try
            {
                _socket = make();
            }
            catch (SocketException e)
            {
                Failure = e;
            }
        }

        public void HandOver()
        {
            if (_socket is not null)
            {
                Made.SetResult(_socket);
            }
            else
            {
                Made.SetException(Failure!);
            }
        }
    }
}
