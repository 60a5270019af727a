using System.Collections;
using IpvsPS.Commands;
using IpvsPS.DirectRouting;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Completion;

/// <summary>Completes virtual addresses: those of the services here, where the director may be, and those of the namespace typed so far.</summary>
public sealed class IpvsVirtualAddressCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<DirectRoutingClient>(DirectRoutingClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListVirtualAddresses().Select(address => address.ToString())
            .Concat(ListServices()).Distinct().Select(address => new CompletionWord(address)).ToList();
    }

    private static IEnumerable<string> ListServices()
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        try
        {
            return [.. clients.In(null, CancellationToken.None).ListServices()
                .Where(service => !service.Id.IsFirewallMark).Select(service => service.VirtualAddress!.ToString())];
        }
        catch (NetlinkException)
        {
            // A real server's kernel need not have IPVS.
            return [];
        }
    }
}
