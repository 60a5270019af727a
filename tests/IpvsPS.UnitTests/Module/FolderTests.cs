using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>Which folders of IpvsPS.Core use types of which others: docs/architecture.md has the table, and no two use each
/// other.</summary>
public sealed partial class FolderTests
{
    private static readonly string Core = Path.Combine(RepositoryPaths.Source, "IpvsPS.Core");

    private static readonly (string Folder, string Text)[] Files =
    [
        .. Directory
            .EnumerateDirectories(Core)
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .SelectMany(folder =>
                Directory
                    .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    .Select(path => (Path.GetFileName(folder), File.ReadAllText(path)))
            ),
    ];

    /// <summary>The folders that a folder uses, in the order of their names.</summary>
    private static readonly SortedDictionary<string, string[]> Uses = ReadUses();

    [Fact]
    public void The_table_in_the_documents_is_what_the_folders_use()
    {
        var table = new StringBuilder("| folder | uses |\n|---|---|\n");
        foreach ((string folder, string[] used) in Uses)
        {
            table.Append($"| {folder} | {(used.Length == 0 ? "nothing" : string.Join(", ", used))} |\n");
        }

        GeneratedSection.Check(Path.Combine(RepositoryPaths.Documents, "architecture.md"), "folders", table.ToString());
    }

    [Fact]
    public void No_folder_is_reached_from_itself()
    {
        Assert.InRange(Uses.Count, 10, 30);
        Differences.AssertNone(
            Uses.Keys.Where(folder => Reached(folder).Contains(folder))
                .Select(folder =>
                    $"{folder} uses {string.Join(", ", Uses[folder].Where(used => Reached(used).Contains(folder)))}, which uses it."
                )
        );
    }

    /// <summary>What stands in Core is for every caller: it does not know what a command is called.</summary>
    [Fact]
    public void No_text_of_Core_names_a_command() =>
        Differences.AssertNone(
            Files
                .SelectMany(file =>
                    Strings().Matches(Comments().Replace(file.Text, string.Empty)).Select(text => (file.Folder, text.Value))
                )
                .Where(text => CommandName().IsMatch(text.Value))
                .Select(text => $"{text.Folder}: {text.Value}")
        );

    private static HashSet<string> Reached(string folder)
    {
        HashSet<string> reached = [];
        var next = new Queue<string>(Uses[folder]);
        while (next.TryDequeue(out string? used))
        {
            if (reached.Add(used))
            {
                Array.ForEach(Uses[used], next.Enqueue);
            }
        }

        return reached;
    }

    private static SortedDictionary<string, string[]> ReadUses()
    {
        ILookup<string, string> owners = Files
            .SelectMany(file => Declaration().Matches(file.Text).Select(type => (type.Groups[1].Value, file.Folder)))
            .Distinct()
            .ToLookup(type => type.Value, type => type.Folder);
        var uses = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> texts in Files.GroupBy(file => file.Folder, file => file.Text))
        {
            HashSet<string> own = [.. texts.SelectMany(text => Member().Matches(text)).Select(member => member.Groups[1].Value)];
            own.ExceptWith(texts.SelectMany(text => Namesake().Matches(text)).Select(member => member.Groups[1].Value));

            // A name that two folders have is each one's own; what stands in comments and texts is no use.
            uses[texts.Key] =
            [
                .. texts
                    .SelectMany(text => Name().Matches(Strings().Replace(Comments().Replace(text, string.Empty), string.Empty)))
                    .Where(name => !own.Contains(name.Value))
                    .Select(name => owners[name.Value])
                    .Where(folders => folders.Count() == 1 && !folders.Contains(texts.Key))
                    .Select(folders => folders.First())
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        }

        return uses;
    }

    [GeneratedRegex(@"^(?:public|internal)[\w ]*?\b(?:class|record struct|record|struct|enum|interface)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>A type inside another, or a property: its name is the folder's own, whatever other folders call so.</summary>
    [GeneratedRegex(@"\b(?!new|is|as|return|case|in|or|not|and)[\w>\]?]+\s+([A-Z]\w+)(?=\s*(?:\{|=>|\())")]
    private static partial Regex Member();

    /// <summary>A property that is called as its type: it uses the type.</summary>
    [GeneratedRegex(@"\b([A-Z]\w+)\??\s+\1\b")]
    private static partial Regex Namesake();

    [GeneratedRegex("//.*")]
    private static partial Regex Comments();

    [GeneratedRegex(
        """
            "(?:[^"\\\n]|\\.)*"
            """
    )]
    private static partial Regex Strings();

    /// <summary>A type's name: neither a member of something, nor one that is declared or assigned.</summary>
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w+\b(?!\s*(?:=|;|,|\)|\+=|\{ get))")]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\b(?:Get|New|Add|Set|Remove|Clear|Reset|Start|Stop|Sync|Import|Export|Compare|ConvertTo|ConvertFrom|Enable|Disable|Suspend|Wait|"
            + @"Resume|Enter|Exit|Invoke|Register|Move|Find|Send|Test)-(?:Ipvs|Net|Dummy|Veth|Bridge|Tunnel)"
    )]
    private static partial Regex CommandName();
}
