using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Takes this session back to where it was before the last Enter-NetNamespace.</summary>
[Cmdlet(VerbsCommon.Exit, "NetNamespace")]
[OutputType(typeof(void))]
public sealed class ExitNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>Leaves.</summary>
    protected override void EndProcessing()
    {
        EnteredNamespace? left = null;
        AttemptOrEnd(null, () => left = NamespaceStack.Current.Exit());
        WriteVerbose($"This thread has left the network namespace '{left!.Handle.Namespace}' for the one it came from (setns).");
        if (left.CountNewStrays() is > 0 and var strays)
        {
            WriteWarning(
                $"{strays} thread(s) of this process, started while '{left.Handle.Namespace}' was entered, stay in it with what they run. "
                + "Start background work outside, or restart PowerShell where it matters.");
        }
    }
}
