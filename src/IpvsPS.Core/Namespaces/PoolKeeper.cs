namespace IpvsPS.Namespaces;

/// <summary>
/// Keeps the runtime's pool threads alive while a thread is inside another namespace. The runtime ends its idle pool
/// threads after 20 seconds and makes new ones on whichever thread asks for work; were that the entered thread, the
/// new ones would stay in its namespace for good. As long as the pool has its normal number of threads, only the
/// runtime's own threads add to them, and those are at home.
/// </summary>
internal static class PoolKeeper
{
    /// <summary>Well below the 20 seconds after which an idle pool thread ends.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How long pool threads wait for each other; a pool that is busy needs no keeping.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly object Gate = new();
    private static readonly AutoResetEvent Wake = new(false);
    private static readonly ManualResetEventSlim Filled = new(false);
    private static Thread? _thread;
    private static int _entered;
    private static long _filledAt = long.MinValue / 2;

    /// <summary>To be called before a thread enters a namespace: returns when the pool has its threads.</summary>
    public static void BeforeEnter()
    {
        lock (Gate)
        {
            _entered++;
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "IpvsPS pool" };
                _thread.Start();
            }

            if (_entered == 1)
            {
                Filled.Reset();
                Wake.Set();
                Filled.Wait(Patience * 2);
            }
        }
    }

    /// <summary>To be called after the thread has left it.</summary>
    public static void AfterExit()
    {
        lock (Gate)
        {
            _entered--;
        }
    }

    private static void Run()
    {
        try
        {
            NetNamespaceHandle.Home.EnterOnThisThread();
        }
        catch (NetNamespaceException)
        {
            // Whoever may not go home may not enter anything either, so there is nothing to keep.
        }

        // The runtime's timer thread asks for pool threads too, and starts with the first timer: here, at home.
        using var firstTimer = new Timer(static _ => { }, null, 0, Timeout.Infinite);
        while (true)
        {
            Wake.WaitOne(Volatile.Read(ref _entered) > 0 ? Interval : Timeout.InfiniteTimeSpan);
            if (Environment.TickCount64 - _filledAt > Interval.TotalMilliseconds / 2)
            {
                Fill();
                _filledAt = Environment.TickCount64;
            }

            Filled.Set();
        }
    }

    /// <summary>Gives every thread that the pool normally has something to do at the same time, so that none ends.</summary>
    private static void Fill()
    {
        ThreadPool.GetMinThreads(out int count, out _);
        // Left to the garbage collector, since a late worker may still want it.
        var meeting = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    meeting.Signal();
                    meeting.Wait(Patience);
                },
                null
            );
        }

        meeting.Wait(Patience);
    }
}
