using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>New-DummyLink: makes dummy links, which hold virtual addresses (<c>ip link add NAME type dummy</c>).</summary>
[Cmdlet(VerbsCommon.New, "DummyLink", SupportsShouldProcess = true)]
[OutputType(typeof(NetLink))]
public sealed class NewDummyLinkCommand : LinkCommand
{
    private const string Kind = "dummy";

    /// <summary>The new links' names: up to 15 bytes each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Leaves the links down.</summary>
    [Parameter]
    public SwitchParameter Down { get; set; }

    /// <summary>The longest packet in bytes; the kernel's 1500 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(1, int.MaxValue)]
    public int? Mtu { get; set; }

    /// <summary>Makes the links that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            NetLink? created = null;
            if (Attempt(name, LinkErrors.DescribeCreation, () => created = Create(name)) && created is not null)
            {
                WriteObject(created);
            }
        }
    }

    private NetLink? Create(string name)
    {
        LinkErrors.ThrowIfInvalidName(name);
        LinkClient client = Client;
        NetLinkState state = Down ? NetLinkState.Down : NetLinkState.Up;
        if (!ShouldProcess(name + client.Place, Down ? "Create dummy link, down" : "Create dummy link, up"))
        {
            return null;
        }

        client.CreateLink(name, Kind, state, Mtu);
        return client.GetLink(name);
    }
}
