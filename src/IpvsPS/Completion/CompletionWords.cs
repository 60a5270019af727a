using System.Management.Automation;
using System.Management.Automation.Language;

namespace IpvsPS.Completion;

/// <summary>One thing to complete to, and what it is.</summary>
internal readonly record struct CompletionWord(string Text, string? ToolTip = null);

/// <summary>Makes PowerShell's completion results: filtered by what is typed, sorted, quoted, and never an exception.</summary>
internal static class CompletionWords
{
    public static IEnumerable<CompletionResult> Complete(string? typed, Func<IEnumerable<CompletionWord>> list)
    {
        string quote = typed is { Length: > 0 } && typed[0] is '\'' or '"' ? typed[..1] : string.Empty;
        var pattern = new WildcardPattern((typed ?? string.Empty).Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        try
        {
            return list().Where(word => pattern.IsMatch(word.Text))
                .OrderBy(word => word.Text, StringComparer.OrdinalIgnoreCase)
                .Select(word => ToResult(word, quote))
                .ToList();
        }
        catch (Exception)
        {
            // A completer that throws prints over the user's prompt; nothing to offer is the honest answer.
            return [];
        }
    }

    private static CompletionResult ToResult(CompletionWord word, string quote)
    {
        bool needsQuotes = quote.Length > 0 || word.Text.AsSpan().IndexOfAny(" '\"`$(){};,|&@#<>") >= 0;
        string mark = quote.Length > 0 ? quote : "'";
        string escaped = mark == "'" ? CodeGeneration.EscapeSingleQuotedStringContent(word.Text) : word.Text;
        return new CompletionResult(
            needsQuotes ? mark + escaped + mark : word.Text, word.Text, CompletionResultType.ParameterValue, word.ToolTip ?? word.Text);
    }
}
