using System.Globalization;
using Markdig.Syntax;

namespace IpvsPS.Help;

/// <summary>Reads the PARAMETERS of a page: a heading, prose and a yaml block for each parameter.</summary>
internal sealed class ParameterReader(MarkdownFile file)
{
    private const string CommonParameters = "CommonParameters";
    private const string Named = "Named";

    private static readonly string[] Keys =
    [
        "Type",
        "DefaultValue",
        "SupportsWildcards",
        "ParameterValue",
        "Aliases",
        "ParameterSets",
        "DontShow",
        "AcceptedValues",
        "HelpMessage",
    ];

    private static readonly string[] SetKeys =
    [
        "Name",
        "Position",
        "IsRequired",
        "ValueFromPipeline",
        "ValueFromPipelineByPropertyName",
        "ValueFromRemainingArguments",
    ];

    public List<PageParameter> Read(MarkdownSection section)
    {
        if (section.Find(CommonParameters) is null)
        {
            file.Report(section.Line, $"PARAMETERS needs a '### {CommonParameters}' section.");
        }

        return [.. section.Sections.Where(parameter => parameter.Title != CommonParameters).Select(ReadParameter).OfType<PageParameter>()];
    }

    private PageParameter? ReadParameter(MarkdownSection section)
    {
        if (!section.Title.StartsWith('-') || section.Blocks.LastOrDefault() is not FencedCodeBlock { Info: "yaml" } block)
        {
            file.Report(section.Line, $"'{section.Title}' needs the form '### -Name', prose, and one ```yaml block at its end.");
            return null;
        }

        YamlBlock yaml = file.ReadYaml(block);
        foreach (string key in yaml.Keys.Except(Keys))
        {
            file.Report(yaml[key]!.Line, $"'{key}:' is no key of a parameter; they are {string.Join(", ", Keys)}.");
        }

        return new PageParameter(
            section.Line,
            section.Title[1..],
            file.TextOf(section, [.. section.Blocks.SkipLast(1)]),
            yaml.Require("Type")
        )
        {
            DefaultValue = yaml["DefaultValue"]?.Value ?? string.Empty,
            SupportsWildcards = ReadTruth(yaml["SupportsWildcards"]?.Value ?? "false", yaml.FirstLine),
            Aliases = yaml["Aliases"]?.Items ?? [],
            AcceptedValues = yaml["AcceptedValues"]?.Items ?? [],
            Uses = ReadUses(yaml),
        };
    }

    private List<ParameterUse> ReadUses(YamlBlock yaml)
    {
        if (yaml["ParameterSets"] is not { Maps.Count: > 0 } sets)
        {
            file.Report(yaml.FirstLine, "'ParameterSets:' must list at least one '- Name: ...'.");
            return [];
        }

        return [.. sets.Maps.Select(set => ReadUse(set.Line, set.Map))];
    }

    private ParameterUse ReadUse(int line, Dictionary<string, string> map)
    {
        foreach (string key in map.Keys.Except(SetKeys))
        {
            file.Report(line, $"'{key}:' is no key of a parameter set; they are {string.Join(", ", SetKeys)}.");
        }

        return new ParameterUse(
            line,
            ParameterUse.NameOnPage(map.GetValueOrDefault("Name", string.Empty)),
            ReadPosition(map.GetValueOrDefault("Position", string.Empty), line),
            IsRequired: ReadTruth(map.GetValueOrDefault("IsRequired", string.Empty), line),
            FromPipeline: ReadTruth(map.GetValueOrDefault("ValueFromPipeline", string.Empty), line),
            FromProperty: ReadTruth(map.GetValueOrDefault("ValueFromPipelineByPropertyName", string.Empty), line)
        );
    }

    private int? ReadPosition(string text, int line)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int position))
        {
            return position;
        }

        if (text != Named)
        {
            file.Report(line, $"'Position:' must be a number or {Named}, not '{text}'.");
        }

        return null;
    }

    private bool ReadTruth(string text, int line)
    {
        if (!bool.TryParse(text, out bool value))
        {
            file.Report(
                line,
                $"'{text}' must be true or false; IsRequired, ValueFromPipeline and ValueFromPipelineByPropertyName are all needed."
            );
        }

        return value;
    }
}
