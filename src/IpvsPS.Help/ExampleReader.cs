using Markdig.Syntax;

namespace IpvsPS.Help;

/// <summary>Reads the EXAMPLES of a page: a numbered title, prose, commands in ```powershell, and what they print.</summary>
internal sealed class ExampleReader(MarkdownFile file)
{
    private const string Language = "powershell";

    private int _number;

    public List<PageExample> Read(MarkdownSection section)
    {
        if (section.Sections.Count == 0)
        {
            file.Report(section.Line, "EXAMPLES needs at least one '### Example 1: title'.");
        }

        return [.. section.Sections.Select(ReadExample)];
    }

    private PageExample ReadExample(MarkdownSection section)
    {
        _number++;
        if (!section.Title.StartsWith($"Example {_number}: ", StringComparison.Ordinal))
        {
            file.Report(section.Line, $"'{section.Title}' must start with 'Example {_number}: '.");
        }

        int first = section.Blocks.ToList().FindIndex(IsCommands);
        if (first < 1)
        {
            file.Report(section.Line, $"'{section.Title}' needs prose, and then its commands in a ```{Language} block.");
            return new PageExample(section.Line, section.Title, string.Empty, string.Empty, string.Empty);
        }

        Block[] before = [.. section.Blocks.Take(first)];
        Block[] after = [.. section.Blocks.Skip(first + 1)];
        return new PageExample(
            section.Line,
            section.Title,
            file.TextOf(section, before),
            MarkdownFile.CodeOf((LeafBlock)section.Blocks[first]),
            after.Length == 0 ? string.Empty : OfRemarks(section, after)
        );
    }

    // Commands and output stand at the margin, as the first commands do; only prose goes through the text form.
    private string OfRemarks(MarkdownSection section, Block[] blocks) =>
        string.Join(
            "\n\n",
            blocks.Select(block => block is FencedCodeBlock code ? MarkdownFile.CodeOf(code) : file.TextOf(section, [block]))
        );

    private static bool IsCommands(Block block) => block is FencedCodeBlock { Info: Language };
}
