using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// The base of every cmdlet: it can be stopped, closes at the end what it opened, and turns what goes wrong with one
/// input into one error record, so that the other inputs go on. docs/architecture.md shows a cmdlet on it, step by step.
/// </summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _resources = [];

    /// <summary>Which parameters were typed and which were piped, and what they and the session ask for.</summary>
    internal BoundParameters Parameters { get; private set; } = null!;

    /// <summary>The changes this invocation has made; a stop tells their number.</summary>
    internal ChangeCount Changes { get; } = new();

    /// <summary>How many inputs are being worked on, one within the other.</summary>
    private protected int Depth { get; private set; }

    /// <summary>Cancelled on Ctrl-C.</summary>
    internal CancellationToken Cancellation => _stop.Token;

    /// <summary>Notes what was typed, and calls <see cref="Begin"/>; an error there ends the command.</summary>
    protected sealed override void BeginProcessing()
    {
        Parameters = new BoundParameters(this);
        try
        {
            Begin();
        }
        catch (Exception e) when (ErrorRecords.From(e, null, Describe) is { } record)
        {
            ThrowTerminatingError(record);
        }
    }

    /// <summary>Works on one object of the pipeline, or on what was typed.</summary>
    protected sealed override void ProcessRecord()
    {
        TryInput<object?, CancellableCommand>(null, this, static (_, self) => self.Process());
        Parameters.ForgetPiped();
    }

    /// <summary>Does what follows the last object of the pipeline.</summary>
    protected sealed override void EndProcessing() => TryInput(null, End);

    /// <summary>Cancels the waiting for the kernel; PowerShell calls it on Ctrl-C, from another thread.</summary>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Closes the sockets and descriptors of this invocation.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in _resources)
        {
            resource.Dispose();
        }

        _resources.Clear();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is done before the first object of the pipeline.</summary>
    private protected virtual void Begin() { }

    /// <summary>Works on the parameters as they are bound now. What it throws becomes one error record.</summary>
    private protected abstract void Process();

    /// <summary>What is done after the last object of the pipeline.</summary>
    private protected virtual void End() { }

    /// <summary>Words for what the kernel refused, or null where those for any request serve.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="target">The input that was being worked on.</param>
    internal virtual ErrorRecord? Describe(NetlinkException refusal, object? target) => null;

    /// <summary>Has a socket or a descriptor closed at the end of this invocation.</summary>
    internal T Keep<T>(T resource)
        where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Does the work for each input; one that fails is one error record, and the others go on.</summary>
    private protected void ForEach<T>(IEnumerable<T> inputs, Action<T> work)
    {
        foreach (T input in inputs)
        {
            TryInput(input, work, static (input, work) => work(input));
        }
    }

    /// <summary>Does the work for one input and returns whether it succeeded.</summary>
    internal bool TryInput(object? input, Action work) => TryInput(input, work, static (_, work) => work());

    /// <summary>
    /// Does the work for one input and returns whether it succeeded. What the work needs is handed to it: a closure for each of
    /// thousands of inputs is what is saved. This is the only catch of the cmdlets: a refusal is
    /// written as an error record about the input, a stop ends the pipeline, and anything else is a fault and goes on up.
    /// </summary>
    internal bool TryInput<TInput, TState>(TInput input, TState state, Action<TInput, TState> work)
    {
        int depth = ++Depth;
        try
        {
            work(input, state);
            return true;
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            Changes.SayStopped(Host, (e as BatchStoppedException)?.DoneCount ?? 0);
            throw new PipelineStoppedException();
        }
        catch (PipelineStoppedException) when (Stopping)
        {
            Changes.SayStopped(Host);
            throw;
        }
        catch (Exception e) when (!ConcernsOthers(e, depth) && ErrorRecords.From(e, input, Describe) is { } record)
        {
            WriteError(NamesNoInput(e, input) ? Parameters.NamePiped(record) : record);
            return false;
        }
        finally
        {
            Depth = depth - 1;
        }
    }

    /// <summary>Whether it is about an object of the pipeline as a whole, so that its words name nothing of it.</summary>
    private static bool NamesNoInput(Exception exception, object? input) =>
        (input is null or NetNamespaceArgument) && (exception is CommandException or NetNamespaceException);

    /// <summary>
    /// Whether what went wrong with an input would go wrong with those beside it too: then it is said once, of what they are within.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="depth">The depth of the input.</param>
    private protected virtual bool ConcernsOthers(Exception exception, int depth) => false;
}
