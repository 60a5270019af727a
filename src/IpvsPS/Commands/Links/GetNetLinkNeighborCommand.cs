using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLinkNeighbor: the neighbours of this host, as <c>ip neigh</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLinkNeighbor")]
[OutputType(typeof(Objects.NetLinkNeighbor))]
public sealed class GetNetLinkNeighborCommand : LinkCommand
{
    /// <summary>The links, by name, typed also with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [Alias("LinkName", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Link { get; set; }

    /// <summary>These neighbours only.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument[]))]
    [Alias("Address")]
    [ArgumentCompleter(typeof(NetLinkNeighborCompleter))]
    public AddressArgument[]? IPAddress { get; set; }

    /// <summary>Neighbours in these states only; unless given, all save those that nobody is asked for.</summary>
    [Parameter]
    public NetLinkNeighborState[]? State { get; set; }

    /// <summary>Neighbours of this family only.</summary>
    [Parameter]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the neighbours asked for.</summary>
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        List<NetLink>? links = FindLinks(client, Link, nameof(Link), out bool isComplete);
        WriteVerbose($"Listing the neighbours{client.Place}.");
        List<NetLinkNeighbor> listed = links is { Count: 0 }
            ? []
            : client.ListNeighbors(links is [var one] ? one : null).FindAll(neighbor => IsMeant(neighbor, links));
        foreach (
            NetLinkNeighbor neighbor in listed.Where(neighbor =>
                IPAddress is null || Array.Exists(IPAddress, asked => neighbor.Address.Equals(asked.Value))
            )
        )
        {
            WriteObject(new Objects.NetLinkNeighbor(neighbor));
        }

        // Where a link was not found, that is the error.
        ForEach(
            isComplete ? IPAddress ?? [] : [],
            asked =>
            {
                if (!listed.Exists(neighbor => neighbor.Address.Equals(asked.Value)))
                {
                    throw NeighborErrors.NotFound(asked.Value!, Link, client.Place);
                }
            }
        );
    }

    private bool IsMeant(NetLinkNeighbor neighbor, List<NetLink>? links) =>
        (links is null || links.Exists(link => link.Index == neighbor.LinkIndex))
        && (State is null ? neighbor.State != NetLinkNeighborState.NoArp : State.Contains(neighbor.State))
        && (AddressFamily is null || InetAddress.FromIPAddress(neighbor.Address).Family == AddressFamily);
}
