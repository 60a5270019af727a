using IpvsPS.Lab.Session;

namespace IpvsPS.Lab.Walkthrough;

/// <summary>
/// Types a document's powershell blocks into one session, statement by statement, and holds the document to its
/// word: every page it fetches must arrive and come from both pods, and ipvsadm must list what it says it lists.
/// </summary>
internal sealed class WalkthroughRunner(string document, TextWriter output)
{
    private const string Commands = "powershell";
    private const string ServiceList = "text ipvsadm -Ln";

    /// <summary>The columns of ipvsadm's list that a document can know: not the connections.</summary>
    private const int KnownColumns = 4;

    private readonly List<string> _failures = [];
    private int _pages;

    /// <summary>Runs the document and returns the exit code.</summary>
    public int Run()
    {
        using var session = new PromptSession();
        foreach ((string name, int process) in Stage.Build())
        {
            session.Prepare($"${name}Pid = {process}");
        }

        string section = "";
        foreach (FencedBlock block in WalkthroughDocument.ReadBlocks(document))
        {
            if (block.Section != section)
            {
                section = block.Section;
                output.WriteLine($"\n## {section}\n");
            }

            RunBlock(session, block);
        }

        output.WriteLine(
            _failures.Count == 0
                ? $"The walkthrough worked: {_pages} pages fetched, each time from both pods."
                : $"The walkthrough failed:\n  {string.Join("\n  ", _failures)}"
        );
        return _failures.Count == 0 ? 0 : 1;
    }

    private void RunBlock(PromptSession session, FencedBlock block)
    {
        switch (block.Info)
        {
            case Commands:
                foreach (string statement in ScriptText.Statements(block.Text))
                {
                    Type(session, block.Section, statement);
                }

                break;
            case ServiceList:
                CompareServices(block);
                break;
        }
    }

    private void Type(PromptSession session, string section, string statement)
    {
        output.WriteLine($"PS> {statement.ReplaceLineEndings("\n>> ")}");
        string shown = session.Type(statement, out bool succeeded);
        output.Write(shown);
        if (!succeeded)
        {
            _failures.Add($"{section}: '{statement}' failed");
        }

        if (statement.Contains("curl", StringComparison.Ordinal))
        {
            string[] answers = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            _pages += answers.Length;
            if (answers.Distinct().Count() != 2)
            {
                _failures.Add($"{section}: '{statement}' did not reach both pods");
            }
        }
    }

    private void CompareServices(FencedBlock block)
    {
        string[] expected = [.. Rows(block.Text.Split('\n'))];
        string[] actual = [.. Rows(Stage.ListServices())];
        output.WriteLine($"ipvsadm -Ln\n{string.Join('\n', actual)}\n");
        if (!expected.SequenceEqual(actual))
        {
            _failures.Add($"{block.Section}: ipvsadm -Ln should list\n    {string.Join("\n    ", expected)}");
        }
    }

    /// <summary>The lines below the heading, with single spaces; real servers in a fixed order, as the kernel has none.</summary>
    private static IEnumerable<string> Rows(IEnumerable<string> lines) =>
        lines
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(KnownColumns)))
            .SkipWhile(line => !line.StartsWith("-> RemoteAddress", StringComparison.Ordinal))
            .Skip(1)
            .Where(line => line.Length > 0)
            .OrderBy(line => line.StartsWith("->", StringComparison.Ordinal))
            .ThenBy(line => line, StringComparer.Ordinal);
}
