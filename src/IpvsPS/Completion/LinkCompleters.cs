using System.Collections;
using System.Net;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the links that exist, in the namespace typed so far.</summary>
public class NetLinkNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListLinks()
            .FindAll(link => IsMeant(link, typed))
            .ConvertAll(link => new CompletionWord(
                link.Name,
                $"{link.Name}: {(link.Kind is null ? string.Empty : link.Kind + ", ")}{link.State}"
            ));
    }

    /// <summary>Whether the parameters typed so far leave a link.</summary>
    private protected virtual bool IsMeant(NetLink link, IDictionary typed) => true;
}

/// <summary>Completes the links that exist and are of the kinds typed so far, in the namespace typed so far.</summary>
public sealed class NetLinkOfKindCompleter : NetLinkNameCompleter
{
    private protected override bool IsMeant(NetLink link, IDictionary typed) =>
        NamePattern.ParseAll(Typed<string[]>(typed, "Kind")) is not { } kinds
        || Array.Exists(kinds, kind => link.Kind is not null && kind.Matches(link.Kind));
}

/// <summary>Completes the links that others can belong to, in the namespace typed so far: bridges, bonds, teams and VRFs.</summary>
public sealed class NetLinkMasterCompleter : NetLinkNameCompleter
{
    private static readonly string[] Kinds = ["bridge", "bond", "team", "vrf"];

    private protected override bool IsMeant(NetLink link, IDictionary typed) => Kinds.Contains(link.Kind);
}

/// <summary>Completes the kinds of the links that exist, in the namespace typed so far.</summary>
public sealed class NetLinkKindCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListLinks()
            .Select(link => link.Kind)
            .OfType<string>()
            .Distinct()
            .Select(kind => new CompletionWord(kind));
    }
}

/// <summary>Completes the addresses that this host has in the namespace typed so far, without prefix length, save loopback.</summary>
public sealed class NetHostAddressCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListAddresses()
            .FindAll(address => !IPAddress.IsLoopback(address.Address))
            .ConvertAll(address => new CompletionWord(address.Address.ToString(), $"{address} on {address.LinkName}"));
    }
}

/// <summary>Completes the addresses that links have: those of the link typed so far, in the namespace typed so far.</summary>
public sealed class NetLinkAddressCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        string? name = Typed<string>(typed, "Link");
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListAddresses()
            .FindAll(address => string.IsNullOrEmpty(name) || new NamePattern(name).Matches(address.LinkName))
            .ConvertAll(address => new CompletionWord(address.ToString(), $"{address} on {address.LinkName}"));
    }
}

/// <summary>Completes the addresses of the neighbours that are known, in the namespace typed so far.</summary>
public sealed class NetLinkNeighborCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListNeighbors()
            .FindAll(neighbor => neighbor.State != NetLinkNeighborState.NoArp)
            .ConvertAll(neighbor => new CompletionWord(neighbor.Address.ToString(), $"{neighbor}: {neighbor.State}"));
    }
}
