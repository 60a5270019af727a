using System.Collections.Concurrent;
using System.Diagnostics;
using IpvsPS.Namespaces;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Health;

/// <summary>
/// Makes the connections of probes of the kind Tcp, any number at once, on one thread with one epoll: such a probe is six system
/// calls and no timer, no task of the pool and no socket of the runtime. Who waits for a probe goes on on this thread, and must
/// not hold it up.
/// </summary>
internal sealed unsafe class ConnectLoop(NetNamespaceHandle netns) : IDisposable
{
    private const int MostEvents = 64;

    /// <summary>How long the thread stays without work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SpareSockets _sockets = new(netns);
    private readonly ConcurrentQueue<PendingConnection> _asked = new();
    private readonly Dictionary<int, PendingConnection> _open = [];
    private readonly PriorityQueue<PendingConnection, long> _deadlines = new();
    private readonly object _gate = new();
    private int _epoll = -1;
    private int _wake = -1;
    private Thread? _thread;
    private bool _isAsleep;
    private bool _isEnded;

    /// <summary>Makes one connection, which is reset at once when it has come about.</summary>
    /// <param name="target">What is probed; its check is of the kind Tcp.</param>
    /// <returns>How the probe ended; cancelled when <see cref="End"/> is called first.</returns>
    public Task<ProbeResult> RunAsync(ProbeTarget target)
    {
        var connection = new PendingConnection(target);
        lock (_gate)
        {
            if (_isEnded)
            {
                connection.Cancel();
            }
            else if (_thread is null && !TryStart(out Errno error))
            {
                connection.End(error);
            }
            else
            {
                _asked.Enqueue(connection);
                WakeIfAsleep();
            }
        }

        return connection.Task;
    }

    /// <summary>Cancels every probe, those that are asked for later too.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            if (_thread is not null)
            {
                Wake();
            }
        }
    }

    /// <summary>Ends the thread, and closes what is left. Who does so on that thread cannot wait for it: it ends right after.</summary>
    public void Dispose()
    {
        End();
        lock (_gate)
        {
            while (_thread is not null && _thread != Thread.CurrentThread)
            {
                Monitor.Wait(_gate);
            }

            if (_thread is null)
            {
                _sockets.Dispose();
            }
        }
    }

    private bool TryStart(out Errno error)
    {
        (_epoll, _wake) = (epoll_create1(EPOLL_CLOEXEC), eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        error = _epoll < 0 || _wake < 0 ? (Errno)errno : Errno.None;
        if (error != Errno.None)
        {
            Close(_epoll);
            Close(_wake);
            return false;
        }

        Watch(_wake, EPOLLIN);
        _isAsleep = false;
        _thread = new Thread(Serve, 256 << 10) { IsBackground = true, Name = "IpvsPS connect" };
        _thread.Start();
        return true;
    }

    private void Serve()
    {
        epoll_event* events = stackalloc epoll_event[MostEvents];
        while (true)
        {
            while (_asked.TryDequeue(out PendingConnection? asked))
            {
                Begin(asked);
            }

            int wait = EndLate();
            lock (_gate)
            {
                if (_isEnded)
                {
                    Leave();
                    return;
                }

                // Whoever asks or ends from now on wakes this thread.
                _isAsleep = _asked.IsEmpty;
                if (!_isAsleep)
                {
                    continue;
                }
            }

            int count = epoll_wait(_epoll, events, MostEvents, wait);
            lock (_gate)
            {
                _isAsleep = false;
                if (count == 0 && _open.Count == 0 && _asked.IsEmpty)
                {
                    Leave();
                    return;
                }
            }

            for (int i = 0; i < count; i++)
            {
                Take(events[i].data.fd);
            }
        }
    }

    /// <summary>The thread is over; its descriptors and what waits are too. The next who asks starts another.</summary>
    private void Leave()
    {
        foreach ((int descriptor, PendingConnection connection) in _open)
        {
            Close(descriptor);
            connection.Cancel();
        }

        _open.Clear();
        _deadlines.Clear();
        while (_asked.TryDequeue(out PendingConnection? asked))
        {
            asked.Cancel();
        }

        Close(_epoll);
        Close(_wake);
        _thread = null;
        if (_isEnded)
        {
            _sockets.Dispose();
        }

        Monitor.PulseAll(_gate);
    }

    private void Begin(PendingConnection connection)
    {
        int descriptor;
        Errno error;
        try
        {
            error = _sockets.Take(connection.EndPoint.AddressFamily, out descriptor);
        }
        catch (NetNamespaceException e)
        {
            connection.NotMade(e.Message);
            return;
        }

        error = error == Errno.None ? NativeSocket.SetOptions(descriptor, connection.Check, connection.EndPoint) : error;
        error = error == Errno.None ? NativeSocket.Connect(descriptor, connection.EndPoint) : error;
        if (error == Errno.EINPROGRESS)
        {
            connection.Descriptor = descriptor;
            _open[descriptor] = connection;
            _deadlines.Enqueue(connection, connection.Deadline);
            Watch(descriptor, EPOLLOUT);
            return;
        }

        Close(descriptor);
        connection.End(error);
    }

    /// <summary>A connection has come about, or has failed.</summary>
    private void Take(int descriptor)
    {
        if (descriptor == _wake)
        {
            ulong count;
            _ = read(_wake, &count, sizeof(ulong));
        }
        else if (_open.Remove(descriptor, out PendingConnection? connection))
        {
            Errno error = NativeSocket.ReadError(descriptor);
            Close(descriptor);
            connection.End(error);
        }
    }

    /// <summary>Ends what has come to its deadline; says in how many milliseconds the next one does.</summary>
    private int EndLate()
    {
        while (_deadlines.TryPeek(out PendingConnection? first, out long deadline))
        {
            long left = deadline - Stopwatch.GetTimestamp();
            if (!first.IsEnded && left > 0)
            {
                return (int)Math.Min(Stopwatch.GetElapsedTime(0, left).TotalMilliseconds + 1, int.MaxValue);
            }

            _deadlines.Dequeue();
            if (!first.IsEnded)
            {
                _open.Remove(first.Descriptor);
                Close(first.Descriptor);
                first.End(Errno.ETIMEDOUT);
            }
        }

        return (int)Patience.TotalMilliseconds;
    }

    private static void Close(int descriptor) => _ = descriptor < 0 ? 0 : close(descriptor);

    private void Watch(int descriptor, int events)
    {
        var wanted = new epoll_event { events = events };
        wanted.data.fd = descriptor;
        _ = epoll_ctl(_epoll, EPOLL_CTL_ADD, descriptor, &wanted);
    }

    private void WakeIfAsleep()
    {
        if (_isAsleep)
        {
            _isAsleep = false;
            Wake();
        }
    }

    private void Wake()
    {
        ulong one = 1;
        _ = write(_wake, &one, sizeof(ulong));
    }
}
