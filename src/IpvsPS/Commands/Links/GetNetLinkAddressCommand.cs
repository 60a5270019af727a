using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLinkAddress: the addresses of links, as <c>ip addr</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLinkAddress")]
[OutputType(typeof(Objects.NetLinkAddress))]
public sealed class GetNetLinkAddressCommand : LinkCommand
{
    /// <summary>Links by name, typed also with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Link { get; set; }

    /// <summary>These addresses only, with a prefix length or whatever theirs is; or, typed, those in networks such as
    /// 10.0.0.0/8.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(PrefixArgument[]))]
    [Alias("Address")]
    [ArgumentCompleter(typeof(NetLinkAddressCompleter))]
    public PrefixArgument[]? IPAddress { get; set; }

    /// <summary>Addresses of this family only.</summary>
    [Parameter]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the addresses asked for.</summary>
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        List<NetLink>? links = FindLinks(client, Link, nameof(Link), out bool isComplete);
        WriteVerbose($"Listing the addresses of links{client.Place}.");
        List<NetLinkAddress> listed = List(client, links)
            .FindAll(address => AddressFamily is null || InetAddress.FromIPAddress(address.Address).Family == AddressFamily);
        foreach (
            NetLinkAddress address in listed.Where(address =>
                IPAddress is null || Array.Exists(IPAddress, asked => IsMatch(asked.Prefix, address))
            )
        )
        {
            WriteObject(new Objects.NetLinkAddress(address));
        }

        // Where a link was not found, that is the error.
        ForEach(
            isComplete ? IPAddress ?? [] : [],
            asked =>
            {
                if (!listed.Exists(address => IsMatch(asked.Prefix, address)))
                {
                    throw LinkErrors.AddressNotFound(asked.Prefix, Link is { Length: > 0 } ? string.Join(", ", Link) : null, client.Place);
                }
            }
        );
    }

    private static List<NetLinkAddress> List(LinkClient client, List<NetLink>? links) =>
        links switch
        {
            null => client.ListAddresses(),
            [] => [],
            [var one] => client.ListAddresses(one),
            _ => client.ListAddresses().FindAll(address => links.Exists(link => link.Index == address.LinkIndex)),
        };

    /// <summary>A network that is typed means every address in it; anything else, and what is piped, that one address.</summary>
    private bool IsMatch(InetPrefix asked, NetLinkAddress address) =>
        (Parameters.IsTyped(nameof(IPAddress)) && asked.Contains(address.Address))
        || (address.Address.Equals(asked.Address) && (asked.PrefixLength is null || asked.PrefixLength == address.PrefixLength));
}
