using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What every cmdlet shares: stopping, what to close at the end, and one error a failing input.</summary>
public abstract class KernelCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _resources = [];
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);

    internal CancellationToken Cancellation => _stop.Token;

    /// <summary>Notes which parameters were typed.</summary>
    protected override void BeginProcessing() => _typed.UnionWith(MyInvocation.BoundParameters.Keys);

    /// <summary>Cancels the waiting for the kernel; PowerShell calls it on Ctrl-C.</summary>
    protected override void StopProcessing() => _stop.Cancel();

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

    /// <summary>Has a socket or a descriptor closed at the end of this invocation.</summary>
    internal T Keep<T>(T resource) where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Whether a parameter was given for this input, typed or piped, even as null.</summary>
    private protected bool IsNamed(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether a parameter stands on the command line, and is not bound from the pipeline.</summary>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether the first error is the end of the command: -ErrorAction, or $ErrorActionPreference, is Stop or asks.</summary>
    private protected bool EndsWithFirstError
    {
        get
        {
            object? preference = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? typed)
                ? typed : GetVariableValue("ErrorActionPreference");
            return LanguagePrimitives.TryConvertTo(preference, out ActionPreference action)
                && action is not (ActionPreference.Continue or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
        }
    }

    /// <summary>
    /// Does one input's work. A refusal becomes one error record and false, so that the other inputs go on;
    /// anything that is not a refusal passes through.
    /// </summary>
    internal bool Attempt(object? target, ErrorDescriber describe, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (NetlinkException e)
        {
            WriteError(describe(e, target) ?? KernelErrors.Describe(e, target));
        }
        catch (NetNamespaceException e)
        {
            WriteError(NamespaceErrors.Describe(e, target));
        }
        catch (CommandException e)
        {
            WriteError(e.ToErrorRecord(target));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        return false;
    }
}
