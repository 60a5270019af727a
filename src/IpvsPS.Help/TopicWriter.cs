using System.Text;

namespace IpvsPS.Help;

/// <summary>Writes an about_ page as the plain text that Get-Help shows of it, in lines of at most 80 characters.</summary>
internal sealed class TopicWriter(MarkdownFile file)
{
    private const int Width = 80;
    private const string Indent = "    ";
    private const string Summary = "SHORT DESCRIPTION";

    private readonly StringBuilder _text = new();

    public string Write()
    {
        if (file.Root.Sections is not [{ Sections: [var summary, ..] } topic] || topic.Title != file.Name || summary.Title != Summary)
        {
            file.Report(1, $"A topic starts with '# {file.Name}' and '## {Summary}', and all is below them.");
            return string.Empty;
        }

        string synopsis = file.TextOf(summary, summary.Blocks);
        if (synopsis.Contains('\n') || synopsis.Length > Width - Indent.Length)
        {
            file.Report(
                summary.Line,
                $"'{Summary}' must be one paragraph of at most {Width - Indent.Length} characters: Get-Help lists topics by the "
                    + "file's fifth line."
            );
        }

        _text.Append("TOPIC\n").Append(Indent).Append(file.Name).Append('\n');
        WriteSections(topic.Sections, string.Empty);
        return _text.ToString();
    }

    private void WriteSections(IReadOnlyList<MarkdownSection> sections, string margin)
    {
        foreach (MarkdownSection section in sections)
        {
            _text.Append('\n').Append(margin).Append(section.Title).Append('\n');
            if (section.Blocks.Count > 0)
            {
                WriteText(file.TextOf(section, section.Blocks));
            }

            WriteSections(section.Sections, "  ");
        }
    }

    private void WriteText(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            WriteLine(line);
        }
    }

    private void WriteLine(string line)
    {
        string content = line.TrimStart();
        string margin = Indent + line[..^content.Length];
        string rest = margin + content;
        string hanging = content.StartsWith("- ", StringComparison.Ordinal) ? margin + "  " : margin;
        bool isCode = line.StartsWith(Indent, StringComparison.Ordinal);
        while (!isCode && rest.Length > Width && rest.LastIndexOf(' ', Width) is int space && space > hanging.Length)
        {
            _text.Append(rest, 0, space).Append('\n');
            rest = hanging + rest[(space + 1)..];
        }

        _text.Append(rest.TrimEnd()).Append('\n');
    }
}
