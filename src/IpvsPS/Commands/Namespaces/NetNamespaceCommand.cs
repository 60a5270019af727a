using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets that have a network namespace for their subject share.</summary>
public abstract class NetNamespaceCommand : CancellableCommand
{
    /// <summary>Calls <see cref="Work"/>, since -Process of Get-NetNamespace has this name.</summary>
    private protected sealed override void Process() => Work();

    /// <summary>Works on the parameters as they are bound now. What it throws becomes one error record.</summary>
    private protected abstract void Work();

    /// <summary>Does what the rest of the script stands on: what goes wrong ends the statement.</summary>
    private protected void DoOrEnd(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (ErrorRecords.From(e, target, Describe) is { } record)
        {
            ThrowTerminatingError(record);
        }
    }
}
