using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Moves this session into a network namespace until Exit-NetNamespace.</summary>
[Cmdlet(VerbsCommon.Enter, "NetNamespace")]
[OutputType(typeof(void))]
public sealed class EnterNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The one namespace: a name, a path, a process id, a namespace, or a row that was one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NetNamespaceConversion(IsWholeObject = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateCount(1, 1)]
    public NetNamespaceArgument[] NetNamespace { get; set; } = [];

    /// <summary>Enters.</summary>
    private protected override void Work()
    {
        NetNamespace netns = NetNamespace[0].RequireNotEmpty();
        DoOrEnd(netns, () => NamespaceStack.Current.Enter(NetNamespaceHandle.Open(netns)));
        WriteVerbose($"This thread is in the network namespace '{netns}' (setns), and so are the native commands it starts.");
        if (Runspace.DefaultRunspace.ThreadOptions is PSThreadOptions.Default or PSThreadOptions.UseNewThread)
        {
            WriteWarning(
                $"The network namespace '{netns}' is entered for this pipeline only: this runspace runs each on a thread of its own. "
                    + "Set the runspace's ThreadOptions to ReuseThread, or use Invoke-NetNamespace."
            );
        }
    }
}
