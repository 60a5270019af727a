using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the clients that have connections, in the namespace typed so far.</summary>
public sealed class IpvsClientCompleter : WordCompleter
{
    /// <summary>Tab does not wait for a table of a million connections.</summary>
    private const int MostConnections = 5000;

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var tables = new NamespaceClients<IpvsConnectionTable>(IpvsConnectionTable.Open);
        return tables.In(TypedNamespace(typed), CancellationToken.None).Read().Take(MostConnections)
            .GroupBy(connection => connection.Client)
            .Select(client => new CompletionWord($"{client.Key}", $"{client.Key}: {Quantity.Of(client.Count(), "connection")}"))
            .ToList();
    }
}
