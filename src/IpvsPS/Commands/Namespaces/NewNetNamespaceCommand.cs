using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Makes named network namespaces, as ip netns add does.</summary>
[Cmdlet(VerbsCommon.New, "NetNamespace", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetNamespace))]
public sealed class NewNetNamespaceCommand : NetNamespaceCommand
{
    /// <summary>The names to give: file names under /run/netns, of 255 bytes at most. A namespace that is piped gives its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NetNamespaceConversion(TakesNames = true)]
    [ValidateNotNullOrEmpty]
    public NetNamespaceArgument[] Name { get; set; } = [];

    /// <summary>Raises the link lo of the new namespace, which is down otherwise.</summary>
    [Parameter]
    public SwitchParameter LoopbackUp { get; set; }

    /// <summary>Makes them.</summary>
    private protected override void Work() =>
        ForEach(
            Name,
            argument =>
            {
                string name = argument.RequireName();
                NetNamespaceDirectory.ThrowIfTaken(name);
                if (!ShouldProcess(name, "Make network namespace"))
                {
                    return;
                }

                WriteVerbose(
                    $"Making a network namespace (unshare){(LoopbackUp ? ", raising lo in it" : string.Empty)} and binding it "
                        + $"on {NetNamespace.Directory}/{name} (mount)."
                );
                WriteObject(new Objects.NetNamespace(NetNamespaceDirectory.Create(name, LoopbackUp ? RaiseLoopback : null)));
                Changes.Add();
            }
        );

    private static void RaiseLoopback(NetNamespaceHandle netns)
    {
        using var links = LinkClient.Open(netns, CancellationToken.None);
        links.ChangeLink(links.GetLink("lo"), new LinkChange { State = NetLinkState.Up });
    }
}
