using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the addresses that links have: those of the link typed so far, in the namespace typed so far.</summary>
public sealed class NetLinkAddressCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () =>
        {
            using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
            string? name = LanguagePrimitives.ConvertTo<string?>(fakeBoundParameters["LinkName"]);
            return clients.In(TypedNamespace.Of(fakeBoundParameters), CancellationToken.None).ListAddresses()
                .Where(address => string.IsNullOrEmpty(name) || new NamePattern(name).Matches(address.LinkName))
                .Select(address => new CompletionWord(address.ToString(), $"{address} on {address.LinkName}"));
        });
}
