using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>A thread's stay in a namespace, and the way back.</summary>
internal sealed class EnteredNamespace : IDisposable
{
    /// <summary>How long a pipeline's thread may take to end after its pipeline has.</summary>
    private static readonly TimeSpan ThreadEndTime = TimeSpan.FromMilliseconds(20);

    private static readonly object Gate = new();
    private static readonly List<EnteredNamespace> Stays = [];
    private static readonly HashSet<int> KnownStrays = [];

    private readonly int _threadId = NamespaceThreads.CurrentId;
    private NetNamespaceHandle _saved;

    private EnteredNamespace(NetNamespaceHandle netns, NetNamespaceHandle saved, bool isBlock)
    {
        Handle = netns;
        _saved = saved;
        IsBlock = isBlock;
    }

    public NetNamespaceHandle Handle { get; }

    public Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>Whether an Invoke-NetNamespace block is the reason, and not Enter-NetNamespace.</summary>
    public bool IsBlock { get; }

    /// <summary>Moves the calling thread into the namespace.</summary>
    /// <param name="netns">The namespace; the stay closes it, also where it cannot begin.</param>
    /// <param name="isBlock">Whether an Invoke-NetNamespace block is the reason.</param>
    /// <exception cref="NetNamespaceException">The kernel refused; the thread is where it was.</exception>
    public static EnteredNamespace Enter(NetNamespaceHandle netns, bool isBlock)
    {
        EnteredNamespace entered = Prepare(netns, isBlock);
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

    /// <summary>Whether the thread has ended, or is about to since its pipeline has.</summary>
    public bool HasLapsed() => Thread != Thread.CurrentThread && Thread.Join(ThreadEndTime);

    /// <summary>
    /// How many threads of this process are still in the namespace although none of the runspaces has them there:
    /// what started them was inside. Each is reported once.
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
            return strays.Count(KnownStrays.Add);
        }
    }

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

    private static EnteredNamespace Prepare(NetNamespaceHandle netns, bool isBlock)
    {
        try
        {
            return new EnteredNamespace(netns, NetNamespaceHandle.OpenCurrent(), isBlock);
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
