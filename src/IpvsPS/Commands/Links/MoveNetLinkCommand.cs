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

    /// <summary>Puts back what the move drops: the addresses and routes that somebody had added, and the state.</summary>
    [Parameter]
    public SwitchParameter KeepConfiguration { get; set; }

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
        if (destination.Namespace.IsSame(client.NetNamespace))
        {
            WriteVerbose($"{link.Name} is in the namespace {destination.Namespace} already.");
            return link;
        }

        LinkConfiguration configured = LinkConfiguration.Read(client, link, withLinkLocal: KeepConfiguration);
        if (KeepConfiguration && LinkConfigurationWords.DescribeLost(configured) is { } lost)
        {
            WriteWarning($"Moving {link.Name} loses {lost}.");
        }

        string kept = LinkConfigurationWords.DescribeKept(configured);
        if (!ShouldProcess(link.Name + client.Place, $"Move link to namespace {destination.Namespace}{(KeepConfiguration ? $" and put back {kept}" : string.Empty)}"))
        {
            return null;
        }

        client.MoveLink(link, destination);
        if (KeepConfiguration)
        {
            PutBack(configured, kept, Clients.In(Destination, Cancellation), link.Name);
        }
        else if (LinkConfigurationWords.DescribeDropped(configured) is { } dropped)
        {
            WriteWarning($"Moving {link.Name} dropped {dropped}. -KeepConfiguration would have put it back; Add-NetLinkAddress and Add-NetLinkRoute with -NetNamespace {destination.Namespace} do so now.");
        }

        return PassThru ? Clients.In(Destination, Cancellation).GetLink(link.Name) : null;
    }

    private void PutBack(LinkConfiguration configured, string kept, LinkClient client, string name)
    {
        NetLink link = client.GetLink(name);
        WriteVerbose($"Putting back on {name}{client.Place}: {kept}.");
        // First, since only on a link that is up an IPv6 address has its network's route at once.
        if (configured.WasUp)
        {
            client.ChangeLink(link, new LinkChange { State = NetLinkState.Up });
        }

        SendAll(configured.AddressesFor(link), address => address, client.AddAddresses, _ => { }, LinkErrors.DescribeAddition);
        SendAll(configured.RoutesFor(link), route => route, client.AddRoutes, _ => { }, RouteErrors.DescribeAddition);
    }
}
