using System.Globalization;
using System.Text;
using IpvsPS.Help;

namespace IpvsPS.UnitTests.Help;

/// <summary>The parts of a page that follow from the cmdlet, as they should stand on it, for failing tests to show and to write.</summary>
internal static class PageText
{
    private const int Width = 110;

    public static string OfSyntax(IReadOnlyList<PageSyntax> syntax)
    {
        var text = new StringBuilder("## SYNTAX\n\n");
        foreach (PageSyntax set in syntax)
        {
            string mark = set.IsDefault && syntax.Count > 1 ? " (Default)" : string.Empty;
            text.Append($"### {set.SetName}{mark}\n\n```\n{Wrap(set.Text)}\n```\n\n");
        }

        return text.ToString();
    }

    public static string OfParameter(PageParameter parameter)
    {
        var text = new StringBuilder($"### -{parameter.Name}\n\n```yaml\nType: {parameter.TypeName}\nDefaultValue: ''\n");
        text.Append($"SupportsWildcards: {Truth(parameter.SupportsWildcards)}\n");
        AppendList(text, "Aliases", parameter.Aliases);
        text.Append("ParameterSets:\n");
        foreach (ParameterUse use in parameter.Uses)
        {
            string name = use.SetName == ParameterUse.EverySet ? ParameterUse.EverySetOnPages : use.SetName;
            string position = use.Position?.ToString(CultureInfo.InvariantCulture) ?? "Named";
            text.Append($"- Name: {name}\n  Position: {position}\n  IsRequired: {Truth(use.IsRequired)}\n");
            text.Append($"  ValueFromPipeline: {Truth(use.FromPipeline)}\n  ValueFromPipelineByPropertyName: {Truth(use.FromProperty)}\n");
        }

        AppendList(text, "AcceptedValues", parameter.AcceptedValues);
        return text.Append("HelpMessage: ''\n```\n").ToString();
    }

    /// <summary>A page with the syntax and the parameters of the cmdlet; what is said of them and their default values stay.</summary>
    public static string Update(string page, CmdletFacts facts)
    {
        int syntax = page.IndexOf("## SYNTAX", StringComparison.Ordinal);
        int description = page.IndexOf("## DESCRIPTION", StringComparison.Ordinal);
        page = page[..syntax] + OfSyntax(facts.Syntax) + page[description..];
        int parameters = page.IndexOf("## PARAMETERS", StringComparison.Ordinal);
        int inputs = page.IndexOf("## INPUTS", StringComparison.Ordinal);
        Dictionary<string, string> present = page[parameters..inputs]
            .Split("\n### ")
            .Skip(1)
            .ToDictionary(section => section[..section.IndexOf('\n')].TrimStart('-'), section => section);
        string common = present
            .Where(section => !facts.Parameters.Any(parameter => parameter.Name == section.Key) && section.Key == "CommonParameters")
            .Select(section => "\n### " + section.Value)
            .SingleOrDefault(string.Empty);
        IEnumerable<string> sections = facts.Parameters.Select(parameter =>
            Merge(OfParameter(parameter), present.GetValueOrDefault(parameter.Name))
        );
        return page[..parameters]
            + "## PARAMETERS\n\n"
            + string.Join('\n', sections).TrimEnd('\n')
            + "\n"
            + (common.Length > 0 ? common : "\n")
            + page[inputs..];
    }

    private static string Merge(string fresh, string? present)
    {
        if (present is null)
        {
            return fresh.Replace("```yaml", "To be described.\n\n```yaml", StringComparison.Ordinal);
        }

        string words = present[(present.IndexOf('\n') + 1)..present.IndexOf("```yaml", StringComparison.Ordinal)].Trim('\n');
        string standard = present.Split('\n').First(line => line.StartsWith("DefaultValue:", StringComparison.Ordinal));
        return fresh
            .Replace("\n\n```yaml", $"\n\n{words}\n\n```yaml", StringComparison.Ordinal)
            .Replace("DefaultValue: ''", standard, StringComparison.Ordinal);
    }

    private static void AppendList(StringBuilder text, string key, IReadOnlyList<string> values) =>
        text.Append(values.Count == 0 ? $"{key}: []\n" : $"{key}:\n{string.Concat(values.Select(value => $"- {value}\n"))}");

    private static string Truth(bool value) => value ? "true" : "false";

    // Continued lines start with a blank, as in PlatyPS; a parameter and its type stay together.
    private static string Wrap(string syntax)
    {
        var lines = new List<string> { string.Empty };
        foreach (string part in syntax.Replace(" <", "\0<", StringComparison.Ordinal).Split(' '))
        {
            lines[^1] += lines[^1].Length == 0 && lines.Count == 1 ? part : " " + part;
            if (lines[^1].Length > Width)
            {
                lines[^1] = lines[^1][..^(part.Length + 1)];
                lines.Add(" " + part);
            }
        }

        return string.Join('\n', lines).Replace('\0', ' ');
    }
}
