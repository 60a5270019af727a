using Markdig.Syntax;

namespace IpvsPS.Help;

/// <summary>A heading with the blocks under it and the sections below it.</summary>
internal sealed class MarkdownSection(string title, int level, int line)
{
    private readonly List<Block> _blocks = [];
    private readonly List<MarkdownSection> _sections = [];

    public string Title => title;

    /// <summary>The heading's line in the file, from 1.</summary>
    public int Line => line;

    /// <summary>What stands between this heading and the next.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    public IReadOnlyList<MarkdownSection> Sections => _sections;

    /// <summary>Nests a document's flat row of blocks by the levels of its headings.</summary>
    public static MarkdownSection Build(IEnumerable<Block> blocks)
    {
        var open = new Stack<MarkdownSection>();
        open.Push(new MarkdownSection(string.Empty, 0, 1));
        foreach (Block block in blocks)
        {
            if (block is HeadingBlock heading)
            {
                Open(open, heading);
            }
            else
            {
                open.Peek()._blocks.Add(block);
            }
        }

        return open.Last();
    }

    public MarkdownSection? Find(string name) => _sections.Find(section => section.Title == name);

    private int Level => level;

    private static void Open(Stack<MarkdownSection> open, HeadingBlock heading)
    {
        while (open.Peek().Level >= heading.Level)
        {
            open.Pop();
        }

        var section = new MarkdownSection(MarkdownText.OfInlines(heading.Inline), heading.Level, heading.Line + 1);
        open.Peek()._sections.Add(section);
        open.Push(section);
    }
}
