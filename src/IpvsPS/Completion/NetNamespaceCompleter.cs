using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes the names of network namespaces.</summary>
public sealed class NetNamespaceCompleter : IArgumentCompleter
{
    /// <summary>Lists the names under /run/netns that start with what is typed. It never throws.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What is typed so far.</param>
    /// <param name="commandAst">The command as typed.</param>
    /// <param name="fakeBoundParameters">The parameters typed so far.</param>
    /// <returns>The names.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () => NetNamespaceDirectory.List()
            .Select(space => new CompletionWord(space.Name!, $"network namespace {space.Name}, inode {space.Inode}")));
}
