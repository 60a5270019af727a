using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Moves this session into a network namespace until Exit-NetNamespace.</summary>
[Cmdlet(VerbsCommon.Enter, "NetNamespace")]
[OutputType(typeof(void))]
public sealed class EnterNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The namespace: a name, a path, a process id or an object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public NetNamespace NetNamespace { get; set; } = new();

    /// <summary>Enters.</summary>
    protected override void ProcessRecord()
    {
        AttemptOrEnd(NetNamespace, () => NamespaceStack.Current.Enter(NetNamespaceHandle.Open(NetNamespace)));
        WriteVerbose($"This thread is in the network namespace '{NetNamespace}' (setns), and so are the native commands it starts.");
        if (Runspace.DefaultRunspace.ThreadOptions is PSThreadOptions.Default or PSThreadOptions.UseNewThread)
        {
            WriteWarning(
                $"The network namespace '{NetNamespace}' is entered for this pipeline only: this runspace runs each on a thread of its own. "
                + "Set the runspace's ThreadOptions to ReuseThread, or use Invoke-NetNamespace.");
        }
    }
}
