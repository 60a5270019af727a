using System.Collections;
using IpvsPS.Links;

namespace IpvsPS.Completion;

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
