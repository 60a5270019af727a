using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace IpvsPS.Commands;

/// <summary>
/// Runs an engine on a thread of its own beside the pipeline's, so that a slow consumer of the output delays it in nothing.
/// What it tells is handled on the pipeline's thread, the only one that may write.
/// </summary>
/// <typeparam name="T">What the engine tells.</typeparam>
internal sealed class EngineThread<T>
{
    private readonly BlockingCollection<T> _told = [];
    private readonly CancellationTokenSource _stop;
    private ExceptionDispatchInfo? _failure;

    private EngineThread(CancellationToken cancellation) => _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

    /// <summary>What the pipeline has not handled yet: who tells how far it is need not tell it again before that.</summary>
    public bool HasUntold => _told.Count > 0;

    /// <summary>Ends the engine: on Ctrl-C, and when what is downstream wants no more.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>Adds to what is to be handled; called by the engine.</summary>
    public void Tell(T what) => _told.Add(what);

    /// <summary>Runs the engine, and handles what it tells until it ends.</summary>
    /// <param name="engine">Runs on the thread of its own.</param>
    /// <param name="handle">Runs on the calling thread.</param>
    /// <param name="cancellation">Ends the engine.</param>
    public static void Run(Action<EngineThread<T>> engine, Action<T> handle, CancellationToken cancellation)
    {
        var running = new EngineThread<T>(cancellation);
        var thread = new Thread(() => running.Work(engine)) { IsBackground = true, Name = "IpvsPS engine" };
        thread.Start();
        try
        {
            foreach (T what in running._told.GetConsumingEnumerable(CancellationToken.None))
            {
                handle(what);
            }
        }
        finally
        {
            running._stop.Cancel();
            thread.Join();
            running._stop.Dispose();
        }

        running._failure?.Throw();
    }

    private void Work(Action<EngineThread<T>> engine)
    {
        try
        {
            engine(this);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }

        _told.CompleteAdding();
    }
}
