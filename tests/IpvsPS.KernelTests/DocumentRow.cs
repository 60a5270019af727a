using IpvsPS.Testing;

namespace IpvsPS.KernelTests;

/// <summary>A row of a table in a document: a native command and what replaces it, without their backticks.</summary>
internal sealed record DocumentRow(string Section, string Left, string Right)
{
    /// <summary>The rows of a document's tables, by its path in the repository.</summary>
    public static IReadOnlyList<DocumentRow> ReadAll(string document)
    {
        string section = string.Empty;
        var rows = new List<DocumentRow>();
        foreach (string line in File.ReadLines(Repository.File(document)))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..];
            }
            else if (line.StartsWith("| `", StringComparison.Ordinal))
            {
                // A bar that belongs to a cell is written \|.
                string[] cells = line.Replace("\\|", "\0", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries);
                rows.Add(new DocumentRow(section, Unquote(cells[1]), Unquote(cells[2])));
            }
        }

        return rows;
    }

    /// <summary>The rows of some sections, each of which must have some.</summary>
    public static IEnumerable<DocumentRow> Read(string document, params string[] sections)
    {
        ILookup<string, DocumentRow> rows = ReadAll(document).ToLookup(row => row.Section);
        return sections.SelectMany(section =>
        {
            Assert.NotEmpty(rows[section]);
            return rows[section];
        });
    }

    private static string Unquote(string cell) => cell.Replace('\0', '|').Replace("`", string.Empty, StringComparison.Ordinal);
}
