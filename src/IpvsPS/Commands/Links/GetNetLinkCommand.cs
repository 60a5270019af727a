using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>Get-NetLink: the network links, as <c>ip link</c> lists them.</summary>
[Cmdlet(VerbsCommon.Get, "NetLink")]
[OutputType(typeof(Objects.NetLink))]
public sealed class GetNetLinkCommand : LinkCommand
{
    /// <summary>Links by name, typed also with wildcards; all of them unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument[]))]
    [Alias("Link", "LinkName")]
    [ArgumentCompleter(typeof(NetLinkOfKindCompleter))]
    [SupportsWildcards]
    public NameArgument[]? Name { get; set; }

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
    private protected override void ProcessInScope()
    {
        LinkClient client = Client;
        WriteVerbose($"Listing the links{client.Place}.");
        List<NetLink> links = client.ListLinks(IncludeCounter);
        ILookup<int, NetLinkAddress>? addresses = IncludeAddress ? client.ListAddresses().ToLookup(address => address.LinkIndex) : null;
        NamePattern[]? names = Name?.Select(name => name.ToPattern(Parameters.IsTyped(nameof(Name)))).ToArray();
        NamePattern[]? kinds = NamePattern.ParseAll(Kind);
        foreach (NetLink link in links)
        {
            bool isNamed = names is not { Length: > 0 } || Array.Exists(names, name => name.Matches(link));
            if (isNamed && (kinds is null || Array.Exists(kinds, kind => link.Kind is not null && kind.Matches(link.Kind))))
            {
                Write(new Objects.NetLink(link).WithCounters(), addresses?[link.Index]);
            }
        }

        ForEach(
            names ?? [],
            name =>
            {
                if (!name.IsWildcard && !links.Exists(name.Matches))
                {
                    throw LinkErrors.LinkNotFound(name.Text, client.Place);
                }
            }
        );
    }

    /// <summary>The view with the addresses is that of a type name in front of the link's own.</summary>
    private void Write(Objects.NetLink link, IEnumerable<NetLinkAddress>? addresses)
    {
        var shown = new PSObject(link);
        if (addresses is not null)
        {
            link.Addresses = string.Join(',', addresses);
            shown.TypeNames.Insert(0, $"{typeof(Objects.NetLink).FullName}#WithAddresses");
        }

        WriteObject(shown);
    }
}
