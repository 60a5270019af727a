using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the kinds of the links that exist, in the namespace typed so far.</summary>
public sealed class NetLinkKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () =>
        {
            using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
            return clients.In(TypedNamespace.Of(fakeBoundParameters), CancellationToken.None).ListLinks()
                .Where(link => link.Kind is not null)
                .Select(link => link.Kind!)
                .Distinct()
                .Select(kind => new CompletionWord(kind));
        });
}
