using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the states of connections.</summary>
public sealed class IpvsConnectionStateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () => IpvsConnectionText.KnownStates.Select(state => new CompletionWord(state)));
}
