using System.Globalization;
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpvsPS.Help;

/// <summary>Markdown as the plain text that a console shows: a line a paragraph, a blank line between blocks.</summary>
internal static class MarkdownText
{
    private const string CodeIndent = "    ";

    /// <summary>The text of some blocks.</summary>
    /// <exception cref="NotSupportedException">A block has no plain form, raw HTML for one.</exception>
    public static string Of(IEnumerable<Block> blocks) => string.Join("\n\n", blocks.Select(OfBlock));

    /// <summary>The text of a heading or a paragraph: emphasis goes, code keeps its backticks, a web link shows its address.</summary>
    public static string OfInlines(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? Enumerable.Empty<Inline>())
        {
            text.Append(OfInline(inline));
        }

        return text.ToString();
    }

    public static bool IsWebAddress(string? url) => url is not null && url.StartsWith("https://", StringComparison.Ordinal);

    private static string OfBlock(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => OfInlines(paragraph.Inline),
            CodeBlock code => Indent(MarkdownFile.CodeOf(code), CodeIndent, CodeIndent),
            ListBlock list => OfList(list),
            QuoteBlock quote => Of(quote),
            Table table => OfTable(table),
            _ => throw new NotSupportedException(
                $"{block.GetType().Name} cannot be shown as help; use text, lists, tables and code blocks."
            ),
        };

    private static string OfInline(Inline inline) =>
        inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => $"`{code.Content}`",
            LineBreakInline lineBreak => lineBreak.IsHard ? "\n" : " ",
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            AutolinkInline link => link.Url,
            HtmlInline html => html.Tag,
            LinkInline link when IsWebAddress(link.Url) => $"{OfInlines(link)} ({link.Url})",
            ContainerInline container => OfInlines(container),
            _ => inline.ToString() ?? string.Empty,
        };

    private static string OfList(ListBlock list)
    {
        int number = 1;
        string separator = list.IsLoose ? "\n\n" : "\n";
        return string.Join(
            separator,
            list.Cast<ListItemBlock>()
                .Select(item =>
                {
                    string mark = list.IsOrdered ? (number++).ToString(CultureInfo.InvariantCulture) + ". " : "- ";
                    string text = string.Join(separator, item.Select(OfBlock));
                    return Indent(text, mark, new string(' ', mark.Length));
                })
        );
    }

    private static string OfTable(Table table)
    {
        List<List<string>> rows = [.. table.Cast<TableRow>().Select(row => row.Cast<TableCell>().Select(Of).ToList())];
        int[] widths =
        [
            .. Enumerable
                .Range(0, rows.Max(row => row.Count))
                .Select(column => rows.Max(row => row.ElementAtOrDefault(column)?.Length ?? 0)),
        ];
        return string.Join(
            "\n",
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
        );
    }

    private static string Indent(string text, string first, string next) =>
        first + text.Replace("\n", "\n" + next, StringComparison.Ordinal).Replace("\n" + next + "\n", "\n\n", StringComparison.Ordinal);
}
