using IpvsPS.Lab;

namespace IpvsPS.KernelTests.FromIpvsadm;

/// <summary>A row of a table in docs/from-ipvsadm.md, without its backticks.</summary>
internal sealed record DocumentRow(string Section, string Left, string Right)
{
    public static IReadOnlyList<DocumentRow> ReadAll()
    {
        string section = string.Empty;
        var rows = new List<DocumentRow>();
        foreach (string line in File.ReadLines(Repository.File("docs/from-ipvsadm.md")))
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

    private static string Unquote(string cell) =>
        cell.Replace('\0', '|').Replace("`", string.Empty, StringComparison.Ordinal);
}
