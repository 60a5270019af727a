using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace IpvsPS.Help;

/// <summary>One Markdown file, parsed, with the list its faults go to.</summary>
internal sealed class MarkdownFile
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UsePreciseSourceLocation()
        .Build();

    private readonly List<PageError> _errors;
    private readonly MarkdownDocument _document;

    public MarkdownFile(string path, string text, List<PageError> errors)
    {
        Path = path;
        _errors = errors;
        _document = Markdown.Parse(text, Pipeline);
        FrontMatter = ReadFrontMatter();
        Root = MarkdownSection.Build(_document.Where(block => block is not YamlFrontMatterBlock));
    }

    public string Path { get; }

    /// <summary>The file's name without its ending: what the page is about.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public YamlBlock FrontMatter { get; }

    /// <summary>The text before the first heading, and the first-level headings below it.</summary>
    public MarkdownSection Root { get; }

    /// <summary>Notes a fault; lines count from 1.</summary>
    public void Report(int line, string message) => _errors.Add(new PageError(Path, line, message));

    /// <summary>The <c>key: value</c> lines of a fenced block.</summary>
    public YamlBlock ReadYaml(FencedCodeBlock block) => YamlBlock.Parse(CodeOf(block), block.Line + 2, Report);

    /// <summary>The plain text of a section's blocks; none at all is a fault.</summary>
    public string TextOf(MarkdownSection section, IReadOnlyCollection<Block> blocks)
    {
        try
        {
            string text = MarkdownText.Of(blocks);
            if (text.Length == 0)
            {
                Report(section.Line, $"'{section.Title}' says nothing.");
            }

            return text;
        }
        catch (NotSupportedException e)
        {
            Report(section.Line, e.Message);
            return string.Empty;
        }
    }

    public static string CodeOf(LeafBlock block) => block.Lines.ToString().TrimEnd();

    private YamlBlock ReadFrontMatter() =>
        _document.FirstOrDefault() is YamlFrontMatterBlock block
            ? YamlBlock.Parse(CodeOf(block), block.Line + 2, Report)
            : YamlBlock.Parse(string.Empty, 1, Report);
}
