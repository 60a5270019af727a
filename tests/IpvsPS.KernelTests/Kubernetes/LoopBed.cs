using System.Collections.Concurrent;
using System.Text.Json;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.State;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>The loop that keeps a node's services, in a namespace of its own, and what it says; objects are handed to it.</summary>
internal sealed class LoopBed : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NetNamespaceHandle _netns;
    private readonly Thread _thread;
    private readonly ClusterFeed _feed = new(Enum.GetValues<ClusterKind>());
    private readonly ConcurrentQueue<ServiceProxyHappening> _happened = [];

    /// <summary>Begins with these objects, and waits for the first sync.</summary>
    public LoopBed(ServiceProxyOptions options, params string[] objects)
    {
        _netns = NetNamespaceHandle.Open(new NetNamespace(Namespace.Name));
        var loop = new ServiceProxyLoopOptions { RepairInterval = TimeSpan.FromSeconds(1) };
        Loop = new ServiceProxyLoop(_netns, StateDirectory.Default, options, loop, _feed, _happened.Enqueue, _stop.Token);
        Array.ForEach(Enum.GetValues<ClusterKind>(), kind => _feed.Replace(kind, []));
        Array.ForEach(objects, Put);
        _thread = new Thread(Loop.Run);
        _thread.Start();
        Await(ServiceProxyHappeningKind.Synced);
    }

    public ScratchNamespace Namespace { get; } = new();

    public ServiceProxyLoop Loop { get; }

    /// <summary>How many repairs were said so far.</summary>
    public int Repaired { get; private set; }

    /// <summary>Hands on an object that came or changed.</summary>
    public void Put(string item)
    {
        using JsonDocument document = JsonDocument.Parse(item);
        ClusterKind kind = document.RootElement.GetProperty("kind").GetString() switch
        {
            "Service" => ClusterKind.Service,
            "EndpointSlice" => ClusterKind.EndpointSlice,
            "Node" => ClusterKind.Node,
            _ => ClusterKind.ServiceRange,
        };
        _feed.Put(kind, document.RootElement);
    }

    /// <summary>Waits until a repair of an item has been said.</summary>
    public void AwaitRepair(ServiceProxyItem item, string target) =>
        Await(ServiceProxyHappeningKind.Repaired, happened => happened.Change!.Item == item && happened.Change.Target.Contains(target));

    public void AwaitLine(string line, bool isThere = true) =>
        Poll.Until(() => Namespace.Saved().Contains(line) == isThere, $"{line} {isThere}");

    /// <summary>Ends the loop; the table stays.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        Loop.Clear(CancellationToken.None);
        Loop.Dispose();
        _feed.Dispose();
        _netns.Dispose();
        Namespace.Dispose();
        _stop.Dispose();
    }

    private void Await(ServiceProxyHappeningKind kind, Func<ServiceProxyHappening, bool>? isMeant = null)
    {
        var seen = new List<string>();
        Poll.Until(
            () =>
            {
                bool isThere = false;
                while (_happened.TryDequeue(out ServiceProxyHappening? happened))
                {
                    seen.Add($"{happened}");
                    Repaired += happened.Kind == ServiceProxyHappeningKind.Repaired ? 1 : 0;
                    isThere |= happened.Kind == kind && isMeant?.Invoke(happened) != false;
                }

                return isThere;
            },
            $"{kind}: {string.Join('\n', seen)}"
        );
    }
}
