using System.Management.Automation;
using System.Runtime.InteropServices;
using IpvsPS.Health;

namespace IpvsPS.Commands;

/// <summary>An engine that would run for ever, beside the pipeline, which writes what it tells.</summary>
/// <typeparam name="T">What it tells.</typeparam>
/// <param name="command">Writes it.</param>
/// <param name="count">After so many the run ends; 0 for no end.</param>
/// <param name="setDropped">Says in one how many before it were dropped.</param>
internal sealed class EventRun<T>(Cmdlet command, int count, Action<T, int> setDropped)
{
    /// <summary>How many events wait for a slow reader; more are counted and dropped, so that the engine never waits.</summary>
    private const int MostUntold = 10_000;

    private EngineThread<T>? _engine;
    private int _untold;
    private int _dropped;
    private int _written;

    /// <summary>Runs the engine until Ctrl-C, SIGTERM, or the last event that was asked for.</summary>
    /// <param name="work">Runs on a thread of its own until its token is cancelled.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public void Run(Action<CancellationToken> work, CancellationToken cancellation)
    {
        bool isTerminated = false;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                (isTerminated, context.Cancel) = (true, true);
                end.Cancel();
            }
        );
        try
        {
            EngineThread<T>.Run(
                engine =>
                {
                    _engine = engine;
                    work(engine.Cancellation);
                },
                happened => Write(happened, end),
                end.Token
            );
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellation.IsCancellationRequested)
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

    /// <summary>Has an event written; called by the engine, on any thread.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="isOneOfMany">Whether it may come by the thousand: those do not crowd out the few others.</param>
    public void Tell(T happened, bool isOneOfMany = true)
    {
        if (Volatile.Read(ref _untold) >= (isOneOfMany ? MostUntold : 2 * MostUntold))
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        Interlocked.Increment(ref _untold);
        _engine!.Tell(happened);
    }

    private void Write(T happened, CancellationTokenSource end)
    {
        Interlocked.Decrement(ref _untold);
        if (count > 0 && _written >= count)
        {
            return;
        }

        setDropped(happened, Interlocked.Exchange(ref _dropped, 0));
        command.WriteObject(happened);
        if (++_written == count)
        {
            end.Cancel();
        }
    }
}
