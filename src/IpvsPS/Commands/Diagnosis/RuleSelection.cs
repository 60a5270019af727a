using System.Management.Automation;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>The rules that -Id and -ExcludeId choose.</summary>
internal static class RuleSelection
{
    /// <summary>The rules, in their order. Those that only say what is worth knowing must be named.</summary>
    /// <param name="ids">The ids or names that are asked for, or patterns of them; null for all.</param>
    /// <param name="excluded">The ids or names that are left out, or patterns of them.</param>
    /// <param name="report">Is told of each that is none.</param>
    public static List<DiagnosisRule> Choose(string[]? ids, string[]? excluded, Action<CommandException> report)
    {
        WildcardPattern[] wanted = Patterns(ids, report);
        WildcardPattern[] left = Patterns(excluded, report);
        return
        [
            .. DiagnosisCatalog.All.Where(rule =>
                (ids is { Length: > 0 } ? IsAny(wanted, rule) : !rule.IsOnlyByName) && !IsAny(left, rule)
            ),
        ];
    }

    private static bool IsAny(WildcardPattern[] patterns, DiagnosisRule rule) => Array.Exists(patterns, pattern => Fits(pattern, rule));

    private static bool Fits(WildcardPattern pattern, DiagnosisRule rule) => pattern.IsMatch(rule.Id) || pattern.IsMatch(rule.Name);

    private static WildcardPattern[] Patterns(string[]? ids, Action<CommandException> report)
    {
        var patterns = new List<WildcardPattern>();
        foreach (string id in ids ?? [])
        {
            var pattern = new WildcardPattern(id, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            bool isAny = DiagnosisCatalog.All.Any(rule => Fits(pattern, rule));
            if (isAny)
            {
                patterns.Add(pattern);
            }
            else if (!WildcardPattern.ContainsWildcardCharacters(id))
            {
                report(DiagnosisErrors.RuleNotFound(id));
            }
        }

        return [.. patterns];
    }
}
