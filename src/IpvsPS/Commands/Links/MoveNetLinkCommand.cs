using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Move-NetLink: moves links to another network namespace (<c>ip link set NAME netns</c>).</summary>
[Cmdlet(VerbsCommon.Move, "NetLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class MoveNetLinkCommand : LinkCommand
{
    private NamespaceClients<LinkSettingsClient>? _settings;

    /// <summary>The links' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument[] Name { get; set; } = [];

    /// <summary>The namespace to move the links to: a name, a path, a process id or an object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ArgumentConversion(typeof(NetNamespaceArgument))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    [ValidateNotNull]
    public NetNamespaceArgument Destination { get; set; } = null!;

    /// <summary>
    /// Puts back what the move drops: the addresses, routes and permanent neighbours that somebody had added, the link's settings
    /// (sysctls), and the state.
    /// </summary>
    [Parameter]
    public SwitchParameter KeepConfiguration { get; set; }

    /// <summary>Writes the links as they are in their new namespace.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private NamespaceClients<LinkSettingsClient> Settings =>
        _settings ??= Keep(new NamespaceClients<LinkSettingsClient>(LinkSettingsClient.Open));

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        target switch
        {
            NetLinkAddress => LinkErrors.DescribeAddition(refusal, target),
            NetLinkRoute => RouteErrors.DescribeAddition(refusal, target),
            NetLinkNeighbor or LinkSetting => LinkErrors.Describe(refusal, target),
            _ => LinkErrors.DescribeMove(refusal, target),
        };

    /// <summary>Moves the links that the parameters name.</summary>
    private protected override void ProcessInScope() => ForEach(Name.Select(name => name.ToString()), Move);

    private void Move(string name)
    {
        LinkClient client = Client;
        NetLink link = FindLink(client, name);
        using NetNamespaceHandle destination = NetNamespaceHandle.Open(Destination.Namespace);
        if (destination.Namespace.IsSame(client.NetNamespace))
        {
            WriteVerbose($"{link.Name} is in the namespace {destination.Namespace} already.");
            WriteIfAsked(link);
            return;
        }

        LinkConfiguration configured = LinkConfiguration.Read(
            client,
            link,
            withLinkLocal: KeepConfiguration,
            KeepConfiguration ? Settings.In(Scope, Cancellation).ReadChanged(link.Name) : null
        );
        if (KeepConfiguration && LinkConfigurationWords.DescribeLost(configured) is { } lost)
        {
            WriteWarning($"Moving {link.Name} loses {lost}.");
        }

        string kept = LinkConfigurationWords.DescribeKept(configured);
        if (
            !ShouldProcess(
                link.Name + client.Place,
                $"Move link to namespace {destination.Namespace}{(KeepConfiguration ? $" and put back {kept}" : string.Empty)}"
            )
        )
        {
            return;
        }

        client.MoveLink(link, destination);
        Changes.Add();
        LinkClient there = Clients.In(Destination.Namespace, Cancellation);
        if (KeepConfiguration)
        {
            PutBack(configured, kept, there, link.Name);
        }
        else if (LinkConfigurationWords.DescribeDropped(configured) is { } dropped)
        {
            WriteWarning(
                $"Moving {link.Name} dropped {dropped}. -KeepConfiguration would have put it back; "
                    + $"Add-NetLinkAddress and Add-NetLinkRoute with -NetNamespace {destination.Namespace} do so now."
            );
        }

        WriteIfAsked(PassThru ? there.GetLink(link.Name) : link);
    }

    private void WriteIfAsked(NetLink link)
    {
        if (PassThru)
        {
            WriteObject(new Objects.NetLink(link));
        }
    }

    private void PutBack(LinkConfiguration configured, string kept, LinkClient client, string name)
    {
        NetLink link = client.GetLink(name);
        WriteVerbose($"Putting back on {name}{client.Place}: {kept}.");
        LinkSettingsClient settings = Settings.In(Destination.Namespace, Cancellation);
        ForEach(settings.Missing(configured.Settings), settings.Write);
        // Before the addresses, since only on a link that is up an IPv6 address has its network's route at once.
        if (configured.WasUp)
        {
            client.ChangeLink(link, new LinkChange { State = NetLinkState.Up });
        }

        var batch = new InputBatch(this);
        batch.Send(configured.AddressesFor(link), address => address, client.AddAddresses, _ => { });
        batch.Send(configured.RoutesFor(link), route => route, client.AddRoutes, _ => { });
        batch.Send(configured.NeighborsFor(link), neighbor => neighbor, client.AddNeighbors, _ => { });
    }
}
