using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>The base of every cmdlet that works in network namespaces: the parameter that names them, one after the other.</summary>
public abstract class ScopedCommand : CancellableCommand
{
    /// <summary>
    /// The network namespaces to work in: names, paths, process ids or objects. Without it, the namespace that
    /// Enter-NetNamespace or Invoke-NetNamespace is in, else the one PowerShell was started in. An object of the pipeline
    /// brings its own. An empty text is the namespace PowerShell was started in, as objects from there have it.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NetNamespaceConversion]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public virtual NetNamespaceArgument[]? NetNamespace { get; set; }

    /// <summary>The depth of the namespace among the inputs while it is worked in; else 0.</summary>
    private int _scopeDepth;

    /// <summary>The namespace that is worked in now; null for the session's current one.</summary>
    internal NetNamespace? Scope { get; private set; }

    /// <summary>
    /// Refuses a namespace that is typed and null, as of a variable that nothing was put into. An empty text is what objects of the home
    /// namespace have for it, and means that one.
    /// </summary>
    private protected override void Begin()
    {
        if (Parameters.IsTyped(nameof(NetNamespace)) && NetNamespace is not { Length: > 0 })
        {
            throw new CommandException(
                ErrorIds.NetNamespaceMissing,
                ErrorCategory.InvalidArgument,
                "-NetNamespace is null. Give a name, a path, a process id or an object, '' for the namespace PowerShell was "
                    + "started in, or leave the parameter out for the one it is in."
            );
        }
    }

    /// <summary>Calls <c>ProcessInScope</c> for each namespace; an error in one leaves the others.</summary>
    private protected sealed override void Process()
    {
        if (NetNamespace is not { Length: > 0 } given)
        {
            Scope = null;
            ProcessInScope();
            return;
        }

        ForEach(
            given,
            argument =>
            {
                Scope = argument.Namespace;
                _scopeDepth = Depth;
                ProcessInScope();
            }
        );
        _scopeDepth = 0;
    }

    /// <summary>A namespace that is not there is said once, however many things in it are named.</summary>
    private protected sealed override bool ConcernsOthers(Exception exception, int depth) =>
        exception is NetNamespaceException && _scopeDepth > 0 && depth > _scopeDepth && !CanOpen(Scope!);

    private static bool CanOpen(NetNamespace netns)
    {
        try
        {
            NetNamespaceHandle.Open(netns).Dispose();
            return true;
        }
        catch (NetNamespaceException)
        {
            return false;
        }
    }

    /// <summary>Works on the parameters as they are bound now, in the namespace <see cref="Scope"/>.</summary>
    private protected abstract void ProcessInScope();
}
