namespace IpvsPS.Lab.Walkthrough;

/// <summary>A fenced block of a Markdown document: what its fence says, the section it stands in, and its text.</summary>
internal sealed record FencedBlock(string Info, string Section, string Text);

/// <summary>Reads the fenced blocks of a Markdown document.</summary>
internal static class WalkthroughDocument
{
    private const string Fence = "```";

    public static IEnumerable<FencedBlock> ReadBlocks(string path)
    {
        string section = "";
        string? info = null;
        var lines = new List<string>();
        foreach (string line in File.ReadLines(path))
        {
            if (info is null && line.StartsWith('#'))
            {
                section = line.TrimStart('#', ' ');
            }
            else if (info is null && line.StartsWith(Fence, StringComparison.Ordinal))
            {
                info = line[Fence.Length..].Trim();
            }
            else if (info is not null && line == Fence)
            {
                yield return new FencedBlock(info, section, string.Join('\n', lines));
                lines.Clear();
                info = null;
            }
            else if (info is not null)
            {
                lines.Add(line);
            }
        }
    }
}
