using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>New-DummyLink: makes dummy links, which hold virtual addresses (<c>ip link add NAME type dummy</c>).</summary>
[Cmdlet(VerbsCommon.New, "DummyLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class NewDummyLinkCommand : NewLinkCommand
{
    private protected override string LinkKind => "dummy";
}
