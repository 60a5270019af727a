namespace IpvsPS.Help;

/// <summary>Turns a folder of pages into the help files of a module's en-US folder.</summary>
internal static class HelpBuild
{
    public const string MamlFileName = "IpvsPS.dll-Help.xml";

    private const string TopicPrefix = "about_";

    /// <summary>Writes the help, unless a page has a fault; gives the faults.</summary>
    public static IReadOnlyList<PageError> Run(string pages, string output)
    {
        var errors = new List<PageError>();
        var commands = new List<CommandPage>();
        var topics = new Dictionary<string, string>();
        foreach (string path in Directory.EnumerateFiles(Path.GetFullPath(pages), "*.md").Order(StringComparer.Ordinal))
        {
            var file = new MarkdownFile(path, File.ReadAllText(path), errors);
            if (file.Name.StartsWith(TopicPrefix, StringComparison.Ordinal))
            {
                topics.Add(file.Name, new TopicWriter(file).Write());
            }
            else
            {
                commands.Add(ReadCommand(file));
            }
        }

        if (errors.Count == 0)
        {
            Write(commands, topics, output);
        }

        return errors;
    }

    /// <summary>Reads a cmdlet's page and checks it.</summary>
    public static CommandPage ReadCommand(MarkdownFile file)
    {
        CommandPage page = new CommandPageReader(file).Read();
        new PageConsistency(page, file.Report).Check();
        return page;
    }

    private static void Write(List<CommandPage> commands, Dictionary<string, string> topics, string output)
    {
        Directory.CreateDirectory(output);
        MamlWriter.Write(commands, Path.Combine(output, MamlFileName));
        foreach ((string name, string text) in topics)
        {
            File.WriteAllText(Path.Combine(output, name + ".help.txt"), text);
        }
    }
}
