using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the links that exist, in the namespace typed so far.</summary>
public sealed class NetLinkNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () =>
        {
            using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
            return clients.In(TypedNamespace.Of(fakeBoundParameters), CancellationToken.None).ListLinks()
                .Select(link => new CompletionWord(link.Name, $"{link.Name}: {(link.Kind is null ? string.Empty : link.Kind + ", ")}{link.State}"));
        });
}
