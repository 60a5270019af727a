using System.Collections;
using System.Net;
using IpvsPS.Links;

namespace IpvsPS.Completion;

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
