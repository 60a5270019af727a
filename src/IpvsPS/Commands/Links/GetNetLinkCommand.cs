using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLink: the network links, as <c>ip link</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLink")]
[OutputType(typeof(NetLink))]
public sealed class GetNetLinkCommand : LinkCommand
{
    /// <summary>Links by name, with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(NetLinkOfKindCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Links of these kinds, with wildcards: dummy, veth, bridge, …</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NetLinkKindCompleter))]
    [SupportsWildcards]
    public string[]? Kind { get; set; }

    /// <summary>Lists the links' addresses too.</summary>
    [Parameter]
    public SwitchParameter IncludeAddress { get; set; }

    /// <summary>Gives the links' counters too.</summary>
    [Parameter]
    public SwitchParameter IncludeCounter { get; set; }

    /// <summary>Writes the links asked for.</summary>
    protected override void ProcessRecord()
    {
        string place = string.Empty;
        List<NetLink> links = [];
        bool isListed = Attempt(Name, LinkErrors.Describe, () =>
        {
            LinkClient client = Client;
            place = client.Place;
            WriteVerbose($"Listing the links{place}.");
            links = List(client);
        });
        if (!isListed)
        {
            return;
        }

        NamePattern[]? names = NamePattern.ParseAll(Name);
        NamePattern[]? kinds = NamePattern.ParseAll(Kind);
        foreach (NetLink link in links)
        {
            bool isNamed = names is null || Array.Exists(names, name => name.Matches(link));
            if (isNamed && (kinds is null || Array.Exists(kinds, kind => link.Kind is not null && kind.Matches(link.Kind))))
            {
                WriteObject(IncludeAddress ? WithAddressView(link) : link);
            }
        }

        foreach (NamePattern name in names ?? [])
        {
            if (!name.IsWildcard && !links.Exists(name.Matches))
            {
                WriteError(LinkErrors.LinkNotFound(name.Text, place));
            }
        }
    }

    /// <summary>The view with the addresses is that of a type name in front of the link's own.</summary>
    private static PSObject WithAddressView(NetLink link)
    {
        var shown = new PSObject(link);
        shown.TypeNames.Insert(0, "IpvsPS.NetLink#WithAddresses");
        return shown;
    }

    private List<NetLink> List(LinkClient client)
    {
        List<NetLink> links = client.ListLinks(IncludeCounter);
        if (IncludeAddress)
        {
            ILookup<int, NetLinkAddress> addresses = client.ListAddresses().ToLookup(address => address.LinkIndex);
            links.ForEach(link => link.Addresses = [.. addresses[link.Index]]);
        }

        return links;
    }
}
