using System.Collections;
using IpvsPS.Diagnosis;

namespace IpvsPS.Completion;

/// <summary>Completes the ids of the rules of Debug-IpvsService, each with its name.</summary>
public sealed class IpvsRuleCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        DiagnosisCatalog.All.Select(rule => new CompletionWord(
            rule.Id,
            $"{rule.Id} {rule.Name}: {rule.Severity.ToString().ToLowerInvariant()}"
        ));
}
