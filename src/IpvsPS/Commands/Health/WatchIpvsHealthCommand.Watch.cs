using System.Runtime.InteropServices;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <content>The run of the monitors, beside the pipeline.</content>
public sealed partial class WatchIpvsHealthCommand
{
    private EventRun<Objects.IpvsHealthEvent>? _events;

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

        WatchedFile? file = IsOfFile ? new WatchedFile(FindFile()) : null;
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
        _events = new EventRun<Objects.IpvsHealthEvent>(this, Count, (happened, dropped) => happened.Dropped = dropped);
        _events.Run(stop => Run(file, stop), Cancellation);
    }

    /// <summary>Each namespace has a monitor and a thread; the first that ends with an error ends all.</summary>
    private void Run(WatchedFile? file, CancellationToken stop)
    {
        NetNamespaceHandle.Home.EnterOnThisThread();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var notification = new ServiceNotification();
        try
        {
            Task[] runs =
            [
                .. _watched.All.Select(watched =>
                    Task.Factory.StartNew(
                        () => RunOne(watched, file, notification, end),
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

    private void RunOne(WatchedNamespace watched, WatchedFile? file, ServiceNotification notification, CancellationTokenSource end)
    {
        try
        {
            var options = new HealthMonitorOptions
            {
                Applies = Apply,
                IsThroughService = Via == IpvsHealthVia.Service,
                MostAtOnce = ThrottleLimit,
                Script = watched.Scripts!.RunAsync,
                Beat = () => Beat(watched, file, notification),
            };
            Action<HealthEvent> tell = happened => _events!.Tell(new Objects.IpvsHealthEvent(happened, watched.Namespace.Namespace));
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
    private void Beat(WatchedNamespace watched, WatchedFile? file, ServiceNotification notification)
    {
        notification.Alive();
        if (file?.HasChanged(watched) != true)
        {
            return;
        }

        try
        {
            IReadOnlyList<MonitoredService> services = WatchedFile.Read(file.Path, _ => { });
            if (Via == IpvsHealthVia.Service)
            {
                HealthChecks.ThrowIfNotThrough(services, file.Path);
            }

            watched.Monitor!.Load(services);
            _events!.Tell(Event(HealthEventKind.Reloaded, $"{Quantity.Of(services.Count, "service")} of {file.Path}.", watched));
        }
        catch (CommandException e)
        {
            _events!.Tell(Event(HealthEventKind.ReloadFailed, e.Message, watched));
        }
    }

    private static Objects.IpvsHealthEvent Event(HealthEventKind kind, string reason, WatchedNamespace watched) =>
        new(new HealthEvent(kind, DateTimeOffset.UtcNow) { Reason = reason }, watched.Namespace.Namespace);
}
