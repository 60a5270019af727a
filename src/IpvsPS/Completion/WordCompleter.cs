using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace IpvsPS.Completion;

/// <summary>Completes to words: filtered by what is typed, sorted, quoted, and never an exception.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <summary>Tab is to be prompt, and whoever wants one of still more types its beginning.</summary>
    private const int MostWords = 5000;

    /// <summary>What PowerShell reads as more than a word outside quotes.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(" '\"`$(){};,|&@#<>");

    /// <summary>The words that begin with what is typed, or match it as a pattern. It never throws.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What is typed so far.</param>
    /// <param name="commandAst">The command as typed.</param>
    /// <param name="fakeBoundParameters">The parameters typed so far.</param>
    /// <returns>The words.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        try
        {
            string typed = wordToComplete ?? string.Empty;
            string quote = typed.Length > 0 && typed[0] is '\'' or '"' ? typed[..1] : string.Empty;
            WildcardPattern pattern = ToPattern(typed.Trim('\'', '"'));
            return Words(Others(fakeBoundParameters, parameterName))
                .Where(word => pattern.IsMatch(word.Text))
                .DistinctBy(word => word.Text)
                .Take(MostWords)
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

    /// <summary>Every word there is to complete to, where these other parameters are typed.</summary>
    private protected abstract IEnumerable<CompletionWord> Words(IDictionary typed);

    /// <summary>A parameter typed so far, or null.</summary>
    private protected static T? Typed<T>(IDictionary typed, string parameter)
        where T : class => typed[parameter] is { } value ? LanguagePrimitives.ConvertTo<T>(value) : null;

    /// <summary>A number or an enum's value typed so far, or null.</summary>
    private protected static T? TypedValue<T>(IDictionary typed, string parameter)
        where T : struct => typed[parameter] is { } value ? LanguagePrimitives.ConvertTo<T>(value) : null;

    /// <summary>-NetNamespace as typed so far, so that completers look where the command will.</summary>
    private protected static NetNamespace? TypedNamespace(IDictionary typed) =>
        NetNamespaceArgument.FromObject(typed["NetNamespace"] is object[] and [var first, ..] ? first : typed["NetNamespace"])?.Namespace;

    /// <summary>What is typed for the parameter that is completed says nothing of what it can be.</summary>
    private static Hashtable Others(IDictionary typed, string parameterName)
    {
        var others = new Hashtable(typed, StringComparer.OrdinalIgnoreCase);
        others.Remove(parameterName);
        return others;
    }

    /// <summary>Brackets are those of IPv6, not of wildcards.</summary>
    private static WildcardPattern ToPattern(string typed) =>
        new(
            typed.Replace("[", "`[", StringComparison.Ordinal).Replace("]", "`]", StringComparison.Ordinal) + "*",
            WildcardOptions.IgnoreCase
        );

    private static CompletionResult ToResult(CompletionWord word, string quote)
    {
        bool needsQuotes = quote.Length > 0 || word.Text.AsSpan().IndexOfAny(Special) >= 0;
        string mark = quote == "\"" && word.Text.AsSpan().IndexOfAny("\"`$") < 0 ? quote : "'";
        string escaped = mark == "'" ? CodeGeneration.EscapeSingleQuotedStringContent(word.Text) : word.Text;
        return new CompletionResult(
            needsQuotes ? mark + escaped + mark : word.Text,
            word.Text,
            CompletionResultType.ParameterValue,
            word.ToolTip?.Invoke() ?? word.Text
        );
    }
}

/// <summary>One thing to complete to, and what it is; that is asked for only where the word fits what is typed, for large tables.</summary>
internal readonly record struct CompletionWord(string Text, Func<string>? ToolTip = null)
{
    public CompletionWord(string text, string toolTip)
        : this(text, () => toolTip) { }
}
