using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Removes the names of network namespaces, as ip netns delete does.</summary>
[Cmdlet(VerbsCommon.Remove, "NetNamespace", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "InputObject")]
[OutputType(typeof(void))]
public sealed class RemoveNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The names, as they are: no patterns. A leftover file and a symbolic link under /run/netns have one too.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Name")]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The namespace as Get-NetNamespace gave it: removed if its name is still its own.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public NetNamespace InputObject { get; set; } = new();

    /// <summary>Removes them.</summary>
    protected override void ProcessRecord()
    {
        IEnumerable<NetNamespace> namespaces = ParameterSetName == "InputObject"
            ? [InputObject]
            : Name.Select(name => new NetNamespace { Name = name });
        foreach (NetNamespace netns in namespaces)
        {
            if (ShouldProcess(netns.ToString(), "Remove network namespace"))
            {
                WriteVerbose($"Unmounting {NetNamespace.Directory}/{netns} (umount) and deleting the file (unlink).");
                Attempt(netns, () => NetNamespaceDirectory.Remove(netns));
            }
        }
    }
}
