using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>Move-NetLink: moves links to another network namespace (<c>ip link set NAME netns</c>).</summary>
[Cmdlet(VerbsCommon.Move, "NetLink", SupportsShouldProcess = true)]
[OutputType(typeof(NetLink))]
public sealed class MoveNetLinkCommand : LinkCommand
{
    /// <summary>The links' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The namespace to move the links to: a name, a path, a process id or an object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public NetNamespace Destination { get; set; } = null!;

    /// <summary>Writes the links as they are in their new namespace.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Moves the links that the parameters name.</summary>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            NetLink? moved = null;
            if (Attempt(name, LinkErrors.DescribeMove, () => moved = Move(name)) && PassThru && moved is not null)
            {
                WriteObject(moved);
            }
        }
    }

    private NetLink? Move(string name)
    {
        LinkClient client = Client;
        NetLink link = FindLink(client, name);
        using NetNamespaceHandle destination = NetNamespaceHandle.Open(Destination);
        if (destination.Identity.IsSame(client.NetNamespace))
        {
            WriteVerbose($"{link.Name} is in the namespace {destination.Identity} already.");
            return link;
        }

        // The kernel makes link-local addresses anew; all others are gone with the move.
        List<NetLinkAddress> dropped = client.ListAddresses(link).FindAll(address => !address.Address.IsIPv6LinkLocal);
        if (!ShouldProcess(link.Name + client.Place, $"Move link to namespace {destination.Identity}"))
        {
            return null;
        }

        client.MoveLink(link, destination);
        if (dropped.Count > 0)
        {
            WriteWarning($"Moving {link.Name} dropped its addresses {string.Join(", ", dropped)}. Add-NetLinkAddress -NetNamespace {destination.Identity} adds them again.");
        }

        return PassThru ? Clients.In(Destination, Cancellation).GetLink(link.Name) : null;
    }
}
