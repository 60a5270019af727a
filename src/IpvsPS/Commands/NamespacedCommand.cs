using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>What every cmdlet shares that works in a network namespace: the parameter that names it.</summary>
public abstract class NamespacedCommand : KernelCommand
{
    /// <summary>
    /// The network namespace to work in: a name, a path, a process id or an object. Without it, the namespace
    /// that Enter-NetNamespace or Invoke-NetNamespace is in, else the one PowerShell was started in.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetNamespace))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public virtual NetNamespace? NetNamespace { get; set; }

    /// <summary>Refuses a namespace that is typed and empty: it must not stand for the one PowerShell is in.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (IsTyped(nameof(NetNamespace)) && NetNamespace is null)
        {
            ThrowTerminatingError(
                new CommandException(
                    "NetNamespaceMissing",
                    ErrorCategory.InvalidArgument,
                    "-NetNamespace is empty. Give a name, a path, a process id or an object, or leave the parameter out for "
                        + "the namespace PowerShell is in."
                ).ToErrorRecord(null)
            );
        }
    }
}
