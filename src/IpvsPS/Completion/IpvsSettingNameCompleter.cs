using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the settings that the kernel has in the namespace typed so far, each with its meaning.</summary>
public sealed class IpvsSettingNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListNames()
            .ConvertAll(name => new CompletionWord(name, $"{name}: {IpvsSettingCatalog.Find(name).Description}"));
    }
}
