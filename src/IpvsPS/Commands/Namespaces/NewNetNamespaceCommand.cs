using System.Management.Automation;
using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Makes named network namespaces, as ip netns add does.</summary>
[Cmdlet(VerbsCommon.New, "NetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(NetNamespace))]
public sealed class NewNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The names to give: file names under /run/netns, of 255 bytes at most.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Raises the link lo of the new namespace, which is down otherwise.</summary>
    [Parameter]
    public SwitchParameter LoopbackUp { get; set; }

    /// <summary>Makes them.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (ShouldProcess(name, "Make network namespace"))
            {
                Attempt(name, () => Make(name));
            }
        }
    }

    private void Make(string name)
    {
        WriteVerbose($"Making a network namespace (unshare){(LoopbackUp ? ", raising lo in it" : string.Empty)} and binding it on {NetNamespace.Directory}/{name} (mount).");
        WriteObject(NetNamespaceDirectory.Create(name, LoopbackUp ? RaiseLoopback : null));
    }

    private static void RaiseLoopback(NetNamespaceHandle netns)
    {
        using var links = LinkClient.Open(netns, CancellationToken.None);
        links.ChangeLink(links.GetLink("lo"), new LinkChange { State = NetLinkState.Up });
    }
}
