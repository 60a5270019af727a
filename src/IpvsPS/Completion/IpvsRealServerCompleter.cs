using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers that exist, of the service and in the namespace typed so far.</summary>
public sealed class IpvsRealServerCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () => List(fakeBoundParameters));

    private static List<CompletionWord> List(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        IpvsClient client = clients.In(TypedNamespace.Of(typed), CancellationToken.None);
        string? endpoint = typed["VirtualAddress"] is { } address ? LanguagePrimitives.ConvertTo<string>(address) : null;
        var filter = new IpvsServiceFilter(endpoint, null, null, null, null);
        return client.ListServices().Where(service => filter.Matches(service.Id))
            .SelectMany(service => client.ListRealServers(service))
            .Select(server => new CompletionWord(server.ToString(), $"{server} of {server.Service}"))
            .DistinctBy(word => word.Text)
            .ToList();
    }
}
