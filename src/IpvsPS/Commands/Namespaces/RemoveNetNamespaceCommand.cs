using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Removes the names of network namespaces, as ip netns delete does.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNamespace", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>
    /// The names, as they are: no patterns. A leftover file and a symbolic link under /run/netns have one too. A namespace
    /// that is piped is removed if its name is still its own; no other object has a namespace to remove.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [NetNamespaceConversion(TakesNames = true, IsWholeObject = true)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public NetNamespaceArgument[] Name { get; set; } = [];

    /// <summary>Removes them.</summary>
    private protected override void Work() =>
        ForEach(
            Name,
            argument =>
            {
                NetNamespace netns = argument.Namespace;
                NetNamespaceDirectory.ThrowIfAbsent(netns);
                if (ShouldProcess(netns.ToString(), "Remove network namespace"))
                {
                    WriteVerbose($"Unmounting {NetNamespace.Directory}/{netns} (umount) and deleting the file (unlink).");
                    NetNamespaceDirectory.Remove(netns);
                    Changes.Add();
                }
            }
        );
}
