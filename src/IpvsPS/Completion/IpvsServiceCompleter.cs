using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Commands;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the services that exist, in the namespace typed so far.</summary>
public sealed class IpvsServiceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () =>
        {
            using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
            object? protocol = fakeBoundParameters["Protocol"];
            return clients.In(TypedNamespace.Of(fakeBoundParameters), CancellationToken.None).ListServices()
                .Where(service => !service.Id.IsFirewallMark)
                .Where(service => protocol is null || string.Equals(protocol.ToString(), service.Protocol.ToString(), StringComparison.OrdinalIgnoreCase))
                .Select(service => new CompletionWord(
                    new InetEndpoint(service.VirtualAddress!, service.VirtualPort).ToString(), service.ToString()));
        });
}
