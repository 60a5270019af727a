using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the values of a setting that has only a few.</summary>
public sealed class IpvsSettingValueCompleter : IArgumentCompleter
{
    private const int MostValues = 8;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionWords.Complete(wordToComplete, () => fakeBoundParameters["Name"] is { } name
            ? List(IpvsSettingCatalog.Find(LanguagePrimitives.ConvertTo<string>(name).ToLowerInvariant()))
            : []);

    private static IEnumerable<CompletionWord> List(IpvsSettingDefinition definition)
    {
        if (definition.Kind == IpvsSettingKind.Switch)
        {
            return [new("0", $"off. {definition.Description}"), new("1", $"on. {definition.Description}")];
        }

        bool hasFew = definition.Kind == IpvsSettingKind.Number && definition.Maximum - definition.Minimum < MostValues;
        return !hasFew ? [] : Enumerable.Range((int)definition.Minimum, (int)(definition.Maximum - definition.Minimum + 1))
            .Select(value => new CompletionWord(value.ToString(CultureInfo.InvariantCulture), $"{value}. {definition.Description}"));
    }
}
