using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>The thread that goes into namespaces for others.</summary>
[Trait(Kernels.Waits, Kernels.ForSeconds)]
public sealed class NamespaceWorkerTests : IDisposable
{
    private readonly ScratchNamespace _netns = new();
    private readonly NetNamespaceHandle _handle;

    public NamespaceWorkerTests() => _handle = NetNamespaceHandle.Open(new NetNamespace(_netns.Name));

    [Fact]
    public void It_works_inside_and_waits_at_home_for_the_next_work()
    {
        (int thread, NamespaceFileId place) = Run(() => (NamespaceThreads.CurrentId, NamespaceFileId.OfThisThread!.Value));

        Assert.Equal(_handle.FileId, place);
        Assert.DoesNotContain(thread, NamespaceThreads.In(_handle.FileId));
        Assert.Contains(thread, NamespaceThreads.In(NetNamespaceHandle.Home.FileId));
        Assert.Equal(thread, Run(() => NamespaceThreads.CurrentId));
    }

    [Fact]
    public void It_goes_home_after_an_exception_too()
    {
        int thread = 0;

        var thrown = Assert.Throws<FormatException>(() =>
            Run<int>(() =>
            {
                thread = NamespaceThreads.CurrentId;
                throw new FormatException("no work");
            })
        );

        Assert.Equal("no work", thrown.Message);
        Assert.Contains(thread, NamespaceThreads.In(NetNamespaceHandle.Home.FileId));
    }

    [Fact]
    public void Works_at_the_same_time_have_threads_of_their_own()
    {
        using var both = new Barrier(2);
        int[] threads = new int[2];
        Thread[] callers =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(i => new Thread(() =>
                    threads[i] = Run(() =>
                    {
                        both.SignalAndWait(TimeSpan.FromSeconds(20));
                        return NamespaceThreads.CurrentId;
                    })
                )),
        ];
        Array.ForEach(callers, caller => caller.Start());

        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(30))));
        Assert.NotEqual(threads[0], threads[1]);
    }

    [Fact]
    public void Without_work_it_ends()
    {
        int thread = Run(() => NamespaceThreads.CurrentId);
        for (int attempt = 0; attempt < 60 && Directory.Exists($"/proc/self/task/{thread}"); attempt++)
        {
            Thread.Sleep(500);
        }

        Assert.False(Directory.Exists($"/proc/self/task/{thread}"), $"Thread {thread} is still there after half a minute.");
    }

    public void Dispose()
    {
        _handle.Dispose();
        _netns.Dispose();
    }

    private T Run<T>(Func<T> work) => NamespaceThread.Run(_handle, work);
}
