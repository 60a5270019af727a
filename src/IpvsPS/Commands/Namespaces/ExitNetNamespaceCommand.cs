using System.Management.Automation;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Takes this session back to where it was before the last Enter-NetNamespace.</summary>
[Cmdlet(VerbsCommon.Exit, "NetNamespace")]
[OutputType(typeof(void))]
public sealed class ExitNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>Leaves.</summary>
    private protected override void Work()
    {
        NetNamespaceStay? left = null;
        DoOrEnd(null, () => left = NamespaceStack.Current.Exit());
        NetNamespace netns = left!.Handle.Namespace;
        WriteVerbose($"This thread has left the network namespace '{netns}' for the one it came from (setns).");
        if (left.CountNewStrays() is > 0 and var strays)
        {
            WriteWarning(
                $"{strays} thread(s) of this process, started while '{netns}' was entered, stay in it with what they run. "
                    + "Start background work outside, or restart PowerShell where it matters."
            );
        }
    }
}
