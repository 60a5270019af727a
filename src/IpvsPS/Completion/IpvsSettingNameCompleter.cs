using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the settings that the kernel has in the namespace typed so far, each with its meaning.</summary>
public sealed class IpvsSettingNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () =>
        {
            using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
            return clients.In(TypedNamespace.Of(fakeBoundParameters), CancellationToken.None).ListNames()
                .Select(name => new CompletionWord(name, $"{name}: {IpvsSettingCatalog.Find(name).Description}"));
        });
}
