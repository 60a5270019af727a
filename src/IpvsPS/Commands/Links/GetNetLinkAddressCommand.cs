using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLinkAddress: the addresses of links, as <c>ip addr</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLinkAddress")]
[OutputType(typeof(NetLinkAddress))]
public sealed class GetNetLinkAddressCommand : LinkCommand
{
    /// <summary>Links by name, with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    [SupportsWildcards]
    public string[]? LinkName { get; set; }

    /// <summary>These addresses only, with a prefix length or whatever theirs is; or those in networks such as 10.0.0.0/8.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetPrefix[]))]
    [ArgumentCompleter(typeof(NetLinkAddressCompleter))]
    public InetPrefix[]? Address { get; set; }

    /// <summary>Addresses of this family only.</summary>
    [Parameter]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>Writes the addresses asked for.</summary>
    protected override void ProcessRecord()
    {
        LinkClient client = null!;
        if (!Attempt(NetNamespace, LinkErrors.Describe, () => client = Client))
        {
            return;
        }

        WriteVerbose($"Listing the addresses of links{client.Place}.");
        List<NetLinkAddress> listed = List(client, out bool isComplete)
            .FindAll(address => AddressFamily is null || InetAddress.FromIPAddress(address.Address).Family == AddressFamily);
        WriteObject(listed.FindAll(address => Address is null || Array.Exists(Address, asked => IsMatch(asked, address))), true);

        // Where a link was not found, that is the error.
        foreach (InetPrefix asked in isComplete ? Address ?? [] : [])
        {
            if (!listed.Exists(address => IsMatch(asked, address)))
            {
                string? link = LinkName is null ? null : string.Join(", ", LinkName);
                WriteError(LinkErrors.AddressNotFound(asked, link, client.Place).ToErrorRecord(asked));
            }
        }
    }

    private List<NetLinkAddress> List(LinkClient client, out bool isComplete)
    {
        HashSet<int>? links = FindLinks(client, LinkName, out bool isWhole);
        List<NetLinkAddress> addresses = [];
        isWhole &= Attempt(LinkName, LinkErrors.Describe, () => addresses = links switch
        {
            null => client.ListAddresses(),
            { Count: 0 } => [],
            { Count: 1 } => client.ListAddresses(client.GetLink(links.First())),
            _ => client.ListAddresses().FindAll(address => links.Contains(address.LinkIndex)),
        });
        isComplete = isWhole;
        return addresses;
    }

    /// <summary>A network that is typed means every address in it; anything else, and what is piped, that one address.</summary>
    private bool IsMatch(InetPrefix asked, NetLinkAddress address) =>
        (IsTyped(nameof(Address)) && asked.Contains(address.Address)) || (address.Address.Equals(asked.Address)
            && (asked.PrefixLength is null || asked.PrefixLength == address.PrefixLength));
}
