using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace IpvsPS.Completion;

/// <summary>Completes persistence engines.</summary>
public sealed class IpvsPersistenceEngineCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () => [new CompletionWord("sip", "sip: clients stay by the SIP Call-ID")]);
}
