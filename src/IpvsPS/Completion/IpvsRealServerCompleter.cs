using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers that exist, of the service and in the namespace typed so far.</summary>
public sealed class IpvsRealServerCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        IpvsClient client = clients.In(TypedNamespace(typed), CancellationToken.None);
        var filter = new IpvsServiceFilter(Typed<string>(typed, "VirtualAddress"), null, null, null, null);
        return client.ListServices().Where(service => filter.Matches(service.Id))
            .SelectMany(service => client.ListRealServers(service))
            .Select(server => new CompletionWord(server.ToString(), $"{server} of {server.Service}"))
            .DistinctBy(word => word.Text)
            .ToList();
    }
}
