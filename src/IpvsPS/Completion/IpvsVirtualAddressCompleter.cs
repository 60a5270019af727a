using System.Collections;
using IpvsPS.DirectRouting;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes virtual addresses: those of the services here, where the director may be, and those of the namespace typed so
/// far.</summary>
public sealed class IpvsVirtualAddressCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListVirtualAddresses()
            .Select(address => address.ToString())
            .Concat(ListServices())
            .Distinct()
            .Select(address => new CompletionWord(address))
            .ToList();
    }

    private static IEnumerable<string> ListServices()
    {
        using IpvsProcReader? reader = NamespaceStack.With(null, netns => IpvsProcReader.TryOpen(netns, CancellationToken.None));
        return reader is null
            ? []
            : [.. reader.Read().Where(row => !row.Service.Id.IsFirewallMark).Select(row => row.Service.VirtualAddress!.ToString())];
    }
}
