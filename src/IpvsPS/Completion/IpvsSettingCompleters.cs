using System.Collections;
using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the settings that the kernel has in the namespace typed so far, each with its meaning.</summary>
public sealed class IpvsSettingNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<IpvsSettingsClient>(IpvsSettingsClient.Open);
        return clients
            .In(TypedNamespace(typed), CancellationToken.None)
            .ListNames()
            .ConvertAll(name => new CompletionWord(name, $"{name}: {IpvsSettingCatalog.Find(name).Description}"));
    }
}

/// <summary>Completes the values of a setting that has only a few.</summary>
public sealed class IpvsSettingValueCompleter : WordCompleter
{
    private const int MostValues = 8;

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        Typed<string>(typed, "Name") is { } name ? List(IpvsSettingCatalog.Find(name.ToLowerInvariant())) : [];

    private static IEnumerable<CompletionWord> List(IpvsSettingDefinition definition)
    {
        if (definition.Kind == IpvsSettingKind.Switch)
        {
            return [new("0", $"off. {definition.Description}"), new("1", $"on. {definition.Description}")];
        }

        bool hasFew = definition.Kind == IpvsSettingKind.Number && definition.Maximum - definition.Minimum < MostValues;
        return !hasFew
            ? []
            : Enumerable
                .Range((int)definition.Minimum, (int)(definition.Maximum - definition.Minimum + 1))
                .Select(value => new CompletionWord(value.ToString(CultureInfo.InvariantCulture), $"{value}. {definition.Description}"));
    }
}
