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

    /// <summary>These addresses only, with a prefix length or whatever theirs is.</summary>
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
        NamePattern[]? names = NamePattern.ParseAll(LinkName);
        List<NetLinkAddress> addresses = [];
        bool isWhole = true;
        if (names is null || Array.Exists(names, name => name.IsWildcard))
        {
            isWhole = Attempt(LinkName, LinkErrors.Describe, () => addresses = client.ListAddresses()
                .FindAll(address => names is null || Array.Exists(names, name => name.Matches(address.LinkName))));
        }

        foreach (NamePattern name in names ?? [])
        {
            if (!name.IsWildcard && !addresses.Exists(address => name.Matches(address.LinkName)))
            {
                isWhole &= Attempt(name.Text, LinkErrors.Describe, () =>
                    addresses.AddRange(client.ListAddresses(FindLink(client, name.Literal))));
            }
        }

        isComplete = isWhole;
        return addresses;
    }

    private static bool IsMatch(InetPrefix asked, NetLinkAddress address) =>
        address.Address.Equals(asked.Address) && (asked.PrefixLength is null || asked.PrefixLength == address.PrefixLength);
}
