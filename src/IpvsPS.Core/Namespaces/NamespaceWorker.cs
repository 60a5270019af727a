namespace IpvsPS.Namespaces;

/// <summary>
/// A thread that does one piece of work at a time, which may take it into a namespace, returns home, and waits a while for
/// the next: starting a thread takes many times as long as opening a socket. It is not of the runtime's pool.
/// </summary>
internal sealed class NamespaceWorker
{
    private const int StackBytes = 256 << 10;

    /// <summary>How long it waits for more work before it ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The one that waits, where one does. Who takes it out has it alone.</summary>
    private static NamespaceWorker? _waiting;

    private readonly object _gate = new();
    private Job? _next;

    /// <summary>Does work on such a thread, and returns when it is done. The work catches what it throws.</summary>
    public static void Run(Action work)
    {
        var job = new Job(work);
        NamespaceWorker worker = Interlocked.Exchange(ref _waiting, null) ?? Start();
        worker.Give(job);
        job.Await();
    }

    /// <summary>Does work on a thread that ends with it.</summary>
    public static void RunAlone(Action work) => StartThread(work).Join();

    private static NamespaceWorker Start()
    {
        var worker = new NamespaceWorker();
        StartThread(worker.Serve);
        return worker;
    }

    private static Thread StartThread(Action work)
    {
        var thread = new Thread(() => work(), StackBytes) { IsBackground = true, Name = "IpvsPS namespace" };
        thread.Start();
        return thread;
    }

    private void Give(Job job)
    {
        lock (_gate)
        {
            _next = job;
            Monitor.Pulse(_gate);
        }
    }

    private void Serve()
    {
        while (Take() is { } job)
        {
            job.Work();
            // Where it cannot go home it is of no more use, and ends. It offers itself first, so that the next caller finds it.
            bool goesOn = NetNamespaceHandle.Home.TryEnterOnThisThread() && Interlocked.CompareExchange(ref _waiting, this, null) is null;
            job.Finish();
            if (!goesOn)
            {
                return;
            }
        }
    }

    /// <summary>The next work, or null where none has come for long and nobody has taken this worker to give it some.</summary>
    private Job? Take()
    {
        lock (_gate)
        {
            while (_next is null)
            {
                bool isLate = !Monitor.Wait(_gate, Patience);
                if (isLate && Interlocked.CompareExchange(ref _waiting, null, this) == this)
                {
                    return null;
                }
            }

            Job job = _next;
            _next = null;
            return job;
        }
    }

    /// <summary>One piece of work, and whether it is done.</summary>
    private sealed class Job(Action work)
    {
        private readonly object _gate = new();
        private bool _isDone;

        public void Work() => work();

        public void Finish()
        {
            lock (_gate)
            {
                _isDone = true;
                Monitor.Pulse(_gate);
            }
        }

        public void Await()
        {
            lock (_gate)
            {
                while (!_isDone)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }
}
