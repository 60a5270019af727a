using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>One run of the watch: the engine and the watch of the API server beside the pipeline, and how both end.</summary>
internal sealed class KubernetesRun(PSCmdlet command, ClusterWatch cluster, NetNamespaceHandle netns, ServiceProxyOptions options)
{
    /// <summary>How long everything is taken back at the end; systemd ends a service that does not end after 90 seconds.</summary>
    private static readonly TimeSpan ClearTime = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan CountTime = TimeSpan.FromSeconds(2);

    private readonly ServiceNotification _notification = new();
    private readonly ClusterFeed _feed = new(cluster.KindsThere);
    private EventRun<IpvsKubernetesEvent>? _events;
    private volatile bool _isReady;

    public required ServiceProxyLoopOptions Loop { get; init; }

    public string? ReadyFile { get; init; }

    /// <summary>Whether everything is taken back at the end.</summary>
    public bool IsCleared { get; init; }

    public IPEndPoint? Health { get; init; }

    public IPEndPoint? Metrics { get; init; }

    /// <summary>Runs until it is stopped, by SIGTERM too, or so many events have been written.</summary>
    /// <param name="count">How many; 0 for no end.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public void Watch(int count, CancellationToken cancellation)
    {
        _events = new EventRun<IpvsKubernetesEvent>(command, count, (happened, dropped) => happened.Dropped = dropped);
        try
        {
            _events.Run(Run, cancellation);
        }
        finally
        {
            _feed.Dispose();
        }
    }

    private void Run(CancellationToken stop)
    {
        // Sockets to the API server and the threads below belong to the home namespace.
        NetNamespaceHandle.Home.EnterOnThisThread();
        Ready(File.Delete);
        ServiceProxyLoopOptions loop = Loop with { Beat = _notification.IsWanted ? Beat : null };
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using ServiceProxyLoop proxy = OpenLoop(loop, stop);
        using HealthEndpoint? health = Listen(Health, endpoint => HealthEndpoint.Start(netns, endpoint, proxy.Figures));
        using ProxyMetrics? metrics = Listen(
            Metrics,
            endpoint => ProxyMetrics.Start(netns, endpoint, proxy.Figures, _feed, health, options, loop)
        );
        Task watching = Task.Run(() => cluster.RunAsync(_feed, TellReason, watch.Token), CancellationToken.None);
        try
        {
            proxy.Run();
        }
        finally
        {
            _notification.Stopping();
            watch.Cancel();
            Await(watching);
            Ready(File.Delete);
            if (IsCleared)
            {
                Clear(proxy);
            }
        }

        stop.ThrowIfCancellationRequested();
    }

    private ServiceProxyLoop OpenLoop(ServiceProxyLoopOptions loop, CancellationToken stop)
    {
        try
        {
            return new ServiceProxyLoop(netns, StateDirectory.Default, options, loop, _feed, Tell, stop);
        }
        catch (StateException e) when (e.Error == StateError.Busy)
        {
            throw new CommandException(
                "IpvsKubernetesWatchRuns",
                ErrorCategory.ResourceBusy,
                "Another Watch-IpvsKubernetesService keeps the services of this network namespace, or a sync is on its way: end "
                    + "that one first.",
                e
            );
        }
    }

    private static T? Listen<T>(IPEndPoint? endpoint, Func<IPEndPoint, T> start)
        where T : class
    {
        try
        {
            return endpoint is null ? null : start(endpoint);
        }
        catch (SocketException e)
        {
            throw new CommandException(
                "IpvsKubernetesPortTaken",
                ErrorCategory.ResourceExists,
                $"Listening on {endpoint} failed: {e.Message}. kube-proxy listens on 10256 and 10249 while it runs: take "
                    + "other ports beside it.",
                e
            );
        }
    }

    /// <summary>Takes everything back, but not for ever: whoever ends a service waits for it.</summary>
    private void Clear(ServiceProxyLoop proxy)
    {
        try
        {
            using var limit = new CancellationTokenSource(ClearTime);
            foreach (ServiceProxyRefusal refusal in proxy.Clear(limit.Token))
            {
                Tell(new ServiceProxyHappening(ServiceProxyHappeningKind.Refused, DateTimeOffset.UtcNow) { Refusal = refusal });
            }
        }
        catch (OperationCanceledException)
        {
            TellReason(
                ServiceProxyHappeningKind.Failed,
                $"Taking everything back was ended after {ClearTime.TotalSeconds:0} seconds; {Left(proxy)} left. "
                    + "Clear-IpvsKubernetesService takes that away."
            );
        }
    }

    private static string Left(ServiceProxyLoop proxy)
    {
        try
        {
            using var limit = new CancellationTokenSource(CountTime);
            int left = proxy.CountLeft(limit.Token);
            return $"{Quantity.Of(left, "item")} {(left == 1 ? "is" : "are")}";
        }
        catch (Exception e) when (e is OperationCanceledException or NetlinkException)
        {
            return "some of it is";
        }
    }

    private void Beat()
    {
        if (_isReady)
        {
            _notification.Alive();
        }
    }

    private void Tell(ServiceProxyHappening happened)
    {
        if (happened.Kind == ServiceProxyHappeningKind.Synced)
        {
            _isReady = true;
            _notification.Alive();
            Ready(path => File.WriteAllText(path, $"{happened.Time:O}\n"));
        }

        var told = new IpvsKubernetesEvent(happened, netns.Namespace) { Reason = KubernetesEventWords.Of(happened) };
        _events!.Tell(told, isOneOfMany: happened.Change is not null);
    }

    private void TellReason(ServiceProxyHappeningKind kind, string words) =>
        _events!.Tell(
            new IpvsKubernetesEvent(new ServiceProxyHappening(kind, DateTimeOffset.UtcNow), netns.Namespace) { Reason = words },
            isOneOfMany: false
        );

    /// <summary>Writes or removes the file that says that the first sync is done.</summary>
    private void Ready(Action<string> change)
    {
        try
        {
            if (ReadyFile is { } path)
            {
                change(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ErrorIds.FileWriteFailed,
                ErrorCategory.WriteError,
                $"-ReadyFile '{ReadyFile}' cannot be written: {e.Message} Name a file in a folder that is there.",
                e
            );
        }
    }

    private static void Await(Task watching)
    {
        try
        {
            watching.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }
}
