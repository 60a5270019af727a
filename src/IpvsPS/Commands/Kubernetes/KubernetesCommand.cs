using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.ServiceProxy;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that work out a node's services from piped Kubernetes objects.</summary>
public abstract class KubernetesCommand : KubernetesOptionCommand
{
    private readonly PipedObjects _objects = new();
    private readonly List<NetNamespace?> _scopes = [];
    private object? _last;

    /// <summary>
    /// Kubernetes objects: Services, EndpointSlices, Nodes, ServiceCIDRs, single ones or lists, as ConvertFrom-Json makes them, with or
    /// without -AsHashtable, or as JSON text.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public virtual PSObject? InputObject { get; set; }

    private protected ServiceProxyInput Input => _objects.Input;

    /// <summary>Takes the object; the work is done when all are there.</summary>
    private protected sealed override void ProcessInScope()
    {
        if (!_scopes.Contains(Scope))
        {
            _scopes.Add(Scope);
        }

        if (InputObject is not null && !ReferenceEquals(_last, InputObject))
        {
            _last = InputObject;
            Take(InputObject);
        }
    }

    /// <summary>Works on all objects in each namespace.</summary>
    private protected sealed override void End()
    {
        // Of an input that could not be bound PowerShell has said so, and of none there is nothing to say.
        if (_scopes.Count == 0)
        {
            return;
        }

        CheckParameters();

        // A namespace that is not there is said before a cluster is asked; the others go on.
        _scopes.RemoveAll(scope => scope is not null && !TryInput(scope, () => NamespaceStack.With(scope, netns => netns.Namespace)));
        if (_scopes.Count == 0)
        {
            return;
        }

        TakeLast();
        _objects.Finish();
        foreach (NetNamespace? scope in _scopes)
        {
            TryInput(scope, () => ProcessObjects(scope));
        }
    }

    /// <summary>Refuses parameters that are wrong, once for all namespaces, before a cluster is asked.</summary>
    /// <exception cref="CommandException">One is.</exception>
    private protected virtual void CheckParameters() => ReadOptions();

    /// <summary>Takes a Kubernetes object, or a line of one's JSON text.</summary>
    private protected virtual void Take(PSObject given) => _objects.Add(given);

    /// <summary>Does what has to wait until everything has been taken.</summary>
    private protected virtual void TakeLast() { }

    /// <summary>Works on <see cref="Input"/> in one namespace; null is the session's current one.</summary>
    private protected abstract void ProcessObjects(NetNamespace? scope);
}
