using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What every cmdlet shares that works in a network namespace: the parameter, stopping, and one error a failing input.</summary>
public abstract class NamespacedCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _resources = [];

    /// <summary>
    /// The network namespace to work in: a name, a path, a process id or an object. Without it, the namespace
    /// that Enter-NetNamespace or Invoke-NetNamespace is in, else the one PowerShell was started in.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public virtual NetNamespace? NetNamespace { get; set; }

    internal CancellationToken Cancellation => _stop.Token;

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
