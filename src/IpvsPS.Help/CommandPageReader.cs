using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpvsPS.Help;

/// <summary>Reads a cmdlet's page in the form that PlatyPS 1.0 gives it.</summary>
internal sealed class CommandPageReader(MarkdownFile file)
{
    private static readonly string[] SectionNames =
    [
        "SYNOPSIS",
        "SYNTAX",
        "ALIASES",
        "DESCRIPTION",
        "EXAMPLES",
        "PARAMETERS",
        "INPUTS",
        "OUTPUTS",
        "NOTES",
        "RELATED LINKS",
    ];

    private static readonly string[] Optional = ["ALIASES"];

    // NOTES may be left empty, as PlatyPS leaves it.
    private const string Notes = "NOTES";

    public CommandPage Read()
    {
        CheckFrontMatter();
        MarkdownSection root = FindTitle();
        CheckSections(root);
        return new CommandPage(file.Path, file.Name)
        {
            Synopsis = ReadText(root, "SYNOPSIS"),
            Description = ReadText(root, "DESCRIPTION"),
            Notes = root.Find(Notes) is { Blocks.Count: > 0 } ? ReadText(root, Notes) : string.Empty,
            Syntax = ReadSection(root, "SYNTAX", new SyntaxReader(file).Read),
            Examples = ReadSection(root, "EXAMPLES", new ExampleReader(file).Read),
            Parameters = ReadSection(root, "PARAMETERS", new ParameterReader(file).Read),
            Inputs = ReadSection(root, "INPUTS", ReadTypes),
            Outputs = ReadSection(root, "OUTPUTS", ReadTypes),
            Links = ReadSection(root, "RELATED LINKS", ReadLinks),
        };
    }

    private void CheckFrontMatter()
    {
        CheckFrontMatter("document type", "cmdlet");
        CheckFrontMatter("external help file", HelpBuild.MamlFileName);
        CheckFrontMatter("Module Name", "IpvsPS");
        CheckFrontMatter("PlatyPS schema version", "2024-05-01");
        CheckFrontMatter("title", file.Name);
    }

    private void CheckFrontMatter(string key, string expected)
    {
        string value = file.FrontMatter.Require(key);
        if (file.FrontMatter[key] is YamlEntry entry && value != expected)
        {
            file.Report(entry.Line, $"'{key}:' must be '{expected}', not '{value}'.");
        }
    }

    private MarkdownSection FindTitle()
    {
        if (file.Root is { Blocks.Count: 0, Sections: [var title] } && title.Title == file.Name)
        {
            return title;
        }

        file.Report(
            file.Root.Sections.FirstOrDefault()?.Line ?? 1,
            $"A page has one first-level heading, '# {file.Name}', and all below it."
        );
        return file.Root.Sections.FirstOrDefault() ?? file.Root;
    }

    private void CheckSections(MarkdownSection root)
    {
        foreach (MarkdownSection unknown in root.Sections.Where(section => !SectionNames.Contains(section.Title)))
        {
            file.Report(unknown.Line, $"'{unknown.Title}' is no section of a page; they are {string.Join(", ", SectionNames)}.");
        }

        foreach (string missing in SectionNames.Except(Optional).Where(name => root.Find(name) is null))
        {
            file.Report(root.Line, $"The section '## {missing}' is missing.");
        }

        List<int> order = [.. root.Sections.Select(section => Array.IndexOf(SectionNames, section.Title)).Where(index => index >= 0)];
        if (!order.SequenceEqual(order.Order().Distinct()))
        {
            file.Report(root.Line, $"The sections must stand once each and in this order: {string.Join(", ", SectionNames)}.");
        }
    }

    private string ReadText(MarkdownSection root, string name) =>
        root.Find(name) is MarkdownSection section ? file.TextOf(section, section.Blocks) : string.Empty;

    private static List<T> ReadSection<T>(MarkdownSection root, string name, Func<MarkdownSection, List<T>> read) =>
        root.Find(name) is MarkdownSection section ? read(section) : [];

    private List<PageType> ReadTypes(MarkdownSection section)
    {
        if (section.Sections.Count == 0)
        {
            file.Report(section.Line, $"{section.Title} needs a '### Type' for each type, or '### None'.");
        }

        return [.. section.Sections.Select(type => new PageType(type.Title, file.TextOf(type, type.Blocks)))];
    }

    private List<PageLink> ReadLinks(MarkdownSection section)
    {
        List<LinkInline> links = [.. section.Blocks.SelectMany(block => block.Descendants<LinkInline>())];
        if (links.Count == 0)
        {
            file.Report(section.Line, "RELATED LINKS needs at least one '- [text](page.md)'.");
        }

        return [.. links.Select(link => new PageLink(MarkdownText.OfInlines(link), ReadAddress(link)))];
    }

    private string ReadAddress(LinkInline link)
    {
        if (MarkdownText.IsWebAddress(link.Url))
        {
            return link.Url!;
        }

        string folder = Path.GetDirectoryName(file.Path) ?? string.Empty;
        if (!File.Exists(Path.Combine(folder, link.Url ?? string.Empty)))
        {
            file.Report(link.Line + 1, $"The link '{link.Url}' leads nowhere.");
        }

        return string.Empty;
    }
}
