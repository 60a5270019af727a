using System.Runtime.InteropServices;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <content>The run of the monitors, beside the pipeline.</content>
public sealed partial class WatchIpvsHealthCommand
{
    /// <summary>How many events wait for a slow reader; more are counted and dropped, so that no probe waits.</summary>
    private const int MostUntold = 10_000;

    private int _untold;
    private int _dropped;
    private int _written;

    private void Watch()
    {
        foreach (WatchedNamespace watched in _watched.All)
        {
            watched.Scripts = new ScriptProbes(this, watched.Namespace);
            foreach (State.IpvsHealthCheck check in watched.Services.SelectMany(service => service.Policy.AllChecks))
            {
                watched.Scripts.TakeUsing(check);
            }
        }

        bool isTerminated = false;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        WatchedFile? file = IsOfFile ? new WatchedFile(FindFile()) : null;
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                (isTerminated, context.Cancel) = (true, true);
                end.Cancel();
            }
        );
        using PosixSignalRegistration? reload = file is null
            ? null
            : PosixSignalRegistration.Create(
                PosixSignal.SIGHUP,
                context =>
                {
                    context.Cancel = true;
                    file.Change();
                }
            );
        try
        {
            EngineThread<Objects.IpvsHealthEvent>.Run(engine => Run(engine, file), told => Tell(told, end), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !Cancellation.IsCancellationRequested)
        {
            // The last event that was asked for, or SIGTERM.
        }

        if (isTerminated)
        {
            // Everything is as it is to be: now the process ends as it would have without this command.
            terminate.Dispose();
            ServiceNotification.Terminate();
        }
    }

    /// <summary>Each namespace has a monitor and a thread; the first that ends with an error ends all.</summary>
    private void Run(EngineThread<Objects.IpvsHealthEvent> engine, WatchedFile? file)
    {
        NetNamespaceHandle.Home.EnterOnThisThread();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(engine.Cancellation);
        var notification = new ServiceNotification();
        try
        {
            Task[] runs =
            [
                .. _watched.All.Select(watched =>
                    Task.Factory.StartNew(
                        () => RunOne(engine, watched, file, notification, end),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                ),
            ];
            Task.WaitAll(runs, CancellationToken.None);
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            notification.Stopping();
        }
    }

    private void RunOne(
        EngineThread<Objects.IpvsHealthEvent> engine,
        WatchedNamespace watched,
        WatchedFile? file,
        ServiceNotification notification,
        CancellationTokenSource end
    )
    {
        try
        {
            var options = new HealthMonitorOptions
            {
                Applies = Apply,
                IsThroughService = Via == IpvsHealthVia.Service,
                MostAtOnce = ThrottleLimit,
                Script = watched.Scripts!.RunAsync,
                Beat = () => Beat(engine, watched, file, notification),
            };
            Action<HealthEvent> tell = happened => Tell(engine, new Objects.IpvsHealthEvent(happened, watched.Namespace.Namespace));
            using HealthMonitor monitor = Open(watched, options, tell, end.Token);
            watched.Monitor = monitor;
            monitor.Load(watched.Services);
            monitor.Run();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Stopped while it asked the kernel.
        }
        catch
        {
            end.Cancel();
            throw;
        }
    }

    private static HealthMonitor Open(
        WatchedNamespace watched,
        HealthMonitorOptions options,
        Action<HealthEvent> tell,
        CancellationToken stop
    )
    {
        try
        {
            return HealthMonitor.Open(watched.Namespace, StateDirectory.Default, options, tell, stop);
        }
        catch (StateException e) when (e.Error == StateError.Busy && e.Path.Contains("/monitor-", StringComparison.Ordinal))
        {
            throw HealthErrors.MonitorRuns(watched.Namespace.Namespace);
        }
    }

    /// <summary>After each look: the service manager hears that the monitor lives, and a file that has changed is read again.</summary>
    private void Beat(
        EngineThread<Objects.IpvsHealthEvent> engine,
        WatchedNamespace watched,
        WatchedFile? file,
        ServiceNotification notification
    )
    {
        notification.Alive();
        if (file?.HasChanged(watched) != true)
        {
            return;
        }

        try
        {
            IReadOnlyList<MonitoredService> services = WatchedFile.Read(file.Path, _ => { });
            watched.Monitor!.Load(services);
            Tell(engine, Event(HealthEventKind.Reloaded, $"{Quantity.Of(services.Count, "service")} of {file.Path}.", watched));
        }
        catch (CommandException e)
        {
            Tell(engine, Event(HealthEventKind.ReloadFailed, e.Message, watched));
        }
    }

    private static Objects.IpvsHealthEvent Event(HealthEventKind kind, string reason, WatchedNamespace watched) =>
        new(new HealthEvent(kind, DateTimeOffset.UtcNow) { Reason = reason }, watched.Namespace.Namespace);

    private void Tell(EngineThread<Objects.IpvsHealthEvent> engine, Objects.IpvsHealthEvent happened)
    {
        if (Volatile.Read(ref _untold) >= MostUntold)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        Interlocked.Increment(ref _untold);
        engine.Tell(happened);
    }

    private void Tell(Objects.IpvsHealthEvent happened, CancellationTokenSource end)
    {
        Interlocked.Decrement(ref _untold);
        if (Count > 0 && _written >= Count)
        {
            return;
        }

        happened.Dropped = Interlocked.Exchange(ref _dropped, 0);
        WriteObject(happened);
        if (++_written == Count)
        {
            end.Cancel();
        }
    }
}
