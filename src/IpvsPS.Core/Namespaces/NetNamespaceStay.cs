namespace IpvsPS.Namespaces;

/// <summary>
/// A thread's stay in a namespace, from <see cref="Enter"/> to <see cref="Return"/>. While any thread stays in one, the runtime's pool is
/// kept at home, since new pool threads are made in the namespace of whoever asks for work.
/// </summary>
public sealed class NetNamespaceStay : IDisposable
{
    /// <summary>How long a thread may take to end after its work has.</summary>
    private static readonly TimeSpan ThreadEndTime = TimeSpan.FromMilliseconds(20);

    private static readonly object Gate = new();
    private static readonly List<NetNamespaceStay> Stays = [];
    private static readonly HashSet<int> KnownStrays = [];

    private readonly int _threadId = NamespaceThreads.CurrentId;
    private NetNamespaceHandle _saved;

    private NetNamespaceStay(NetNamespaceHandle netns, NetNamespaceHandle saved, bool isBlock)
    {
        Handle = netns;
        _saved = saved;
        IsBlock = isBlock;
    }

    /// <summary>The namespace.</summary>
    public NetNamespaceHandle Handle { get; }

    /// <summary>The thread that is in it.</summary>
    public Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>Whether the stay ends with a piece of work, and not when somebody says so.</summary>
    public bool IsBlock { get; }

    /// <summary>Moves the calling thread into the namespace.</summary>
    /// <param name="netns">The namespace; the stay closes it, also where it cannot begin.</param>
    /// <param name="isBlock">Whether it is for one piece of work.</param>
    /// <exception cref="NetNamespaceException">The kernel refused; the thread is where it was.</exception>
    public static NetNamespaceStay Enter(NetNamespaceHandle netns, bool isBlock)
    {
        NetNamespaceStay entered = Prepare(netns, isBlock);
        lock (Gate)
        {
            Stays.Add(entered);
        }

        try
        {
            PoolKeeper.BeforeEnter();
            netns.EnterOnThisThread();
            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }
    }

    /// <summary>Moves the calling thread back to where it came from.</summary>
    /// <exception cref="NetNamespaceException">The kernel refused.</exception>
    public void Return() => _saved.EnterOnThisThread();

    /// <summary>Takes the thread's present namespace for the one to go back to.</summary>
    public void SaveAnew()
    {
        if (!_saved.IsCurrent())
        {
            _saved.Dispose();
            _saved = NetNamespaceHandle.OpenCurrent();
        }
    }

    /// <summary>Whether the thread has ended, or is about to.</summary>
    public bool HasLapsed() => Thread != Thread.CurrentThread && Thread.Join(ThreadEndTime);

    /// <summary>
    /// How many threads of this process are in the namespace without a stay: what started them was inside. Each is reported once.
    /// </summary>
    public int CountNewStrays()
    {
        if (Handle.FileId == NetNamespaceHandle.Home.FileId)
        {
            return 0;
        }

        HashSet<int> strays = FindStrays();
        if (strays.Count > 0)
        {
            // A thread that has just ended is still listed for a moment.
            Thread.Sleep(ThreadEndTime);
            strays.IntersectWith(FindStrays());
        }

        lock (Gate)
        {
            // The kernel gives the number of a thread that has ended to another.
            KnownStrays.RemoveWhere(thread => !NamespaceThreads.Exists(thread));
            return strays.Count(KnownStrays.Add);
        }
    }

    /// <summary>Ends the stay and closes its namespace. It moves no thread: see <see cref="Return"/>.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            Stays.Remove(this);
        }

        PoolKeeper.AfterExit();
        Handle.Dispose();
        _saved.Dispose();
    }

    private static NetNamespaceStay Prepare(NetNamespaceHandle netns, bool isBlock)
    {
        try
        {
            return new NetNamespaceStay(netns, NetNamespaceHandle.OpenCurrent(), isBlock);
        }
        catch
        {
            netns.Dispose();
            throw;
        }
    }

    private HashSet<int> FindStrays()
    {
        HashSet<int> threads = NamespaceThreads.In(Handle.FileId);
        lock (Gate)
        {
            threads.ExceptWith(Stays.Select(stay => stay._threadId));
        }

        return threads;
    }
}
