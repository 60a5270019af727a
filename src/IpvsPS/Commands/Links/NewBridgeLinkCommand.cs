using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>New-BridgeLink: makes bridges, which join links into one network (<c>ip link add NAME type bridge</c>).</summary>
[Cmdlet(VerbsCommon.New, "BridgeLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class NewBridgeLinkCommand : NewLinkCommand
{
    private protected override string LinkKind => "bridge";
}
