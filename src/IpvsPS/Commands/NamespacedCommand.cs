using System.Management.Automation;
using IpvsPS.Completion;

namespace IpvsPS.Commands;

/// <summary>What every cmdlet shares that works in a network namespace: the parameter that names it.</summary>
public abstract class NamespacedCommand : KernelCommand
{
    /// <summary>
    /// The network namespace to work in: a name, a path, a process id or an object. Without it, the namespace
    /// that Enter-NetNamespace or Invoke-NetNamespace is in, else the one PowerShell was started in.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public virtual NetNamespace? NetNamespace { get; set; }
}
