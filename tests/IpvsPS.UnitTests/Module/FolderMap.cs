using System.Text;
using System.Text.RegularExpressions;

namespace IpvsPS.UnitTests.Module;

/// <summary>Which folders of a project use types of which others, read from its source.</summary>
internal sealed partial class FolderMap
{
    /// <param name="project">The project's folder below src.</param>
    /// <param name="below">The project that it refers to: an unqualified name that both have is that one's.</param>
    public FolderMap(string project, FolderMap? below = null)
    {
        Files =
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(RepositoryPaths.Source, project))
                .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
                .SelectMany(folder =>
                    Directory
                        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                        .Select(path => (Path.GetFileName(folder), File.ReadAllText(path)))
                ),
        ];
        Types = Files
            .SelectMany(file => Declaration().Matches(file.Text).Select(type => (type.Groups[1].Value, file.Folder)))
            .Distinct()
            .ToLookup(type => type.Value, type => type.Folder);
        Uses = ReadUses(below);
    }

    /// <summary>Each source file, with its folder.</summary>
    public (string Folder, string Text)[] Files { get; }

    /// <summary>The folders that a folder uses, in the order of their names.</summary>
    public SortedDictionary<string, string[]> Uses { get; } = new(StringComparer.Ordinal);

    private ILookup<string, string> Types { get; }

    /// <summary>The table that docs/architecture.md has.</summary>
    public string ToTable()
    {
        var table = new StringBuilder("| folder | uses |\n|---|---|\n");
        foreach ((string folder, string[] used) in Uses)
        {
            table.Append($"| {folder} | {(used.Length == 0 ? "nothing" : string.Join(", ", used))} |\n");
        }

        return table.ToString();
    }

    /// <summary>The folders that reach themselves, in words.</summary>
    public IEnumerable<string> Cycles() =>
        Uses
            .Keys.Where(folder => Reached(folder).Contains(folder))
            .Select(folder =>
                $"{folder} uses {string.Join(", ", Uses[folder].Where(used => Reached(used).Contains(folder)))}, which uses it."
            );

    /// <summary>The string literals of a source text, quotes included; what stands in comments is none.</summary>
    public static IEnumerable<string> TextsIn(string source) => Strings().Matches(WithoutComments(source)).Select(text => text.Value);

    private static string WithoutComments(string source) => Comments().Replace(source, string.Empty);

    private HashSet<string> Reached(string folder)
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

    private SortedDictionary<string, string[]> ReadUses(FolderMap? below)
    {
        var uses = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        string[] folders = [.. Files.Select(file => file.Folder).Distinct()];
        foreach (IGrouping<string, string> texts in Files.GroupBy(file => file.Folder, file => file.Text))
        {
            HashSet<string> own = [.. texts.SelectMany(text => Member().Matches(text)).Select(member => member.Groups[1].Value)];
            own.ExceptWith(texts.SelectMany(text => Namesake().Matches(text)).Select(member => member.Groups[1].Value));

            // A name that two folders have is each one's own; what stands in comments and texts is no use.
            string[] code = [.. texts.Select(text => Strings().Replace(WithoutComments(text), string.Empty))];
            IEnumerable<string> named = code.SelectMany(text => Name().Matches(text))
                .Where(name => !own.Contains(name.Value) && below?.Types.Contains(name.Value) != true)
                .Select(name => Types[name.Value])
                .Where(owners => owners.Count() == 1)
                .Select(owners => owners.First());
            IEnumerable<string> qualified = code.SelectMany(text => Qualifier().Matches(text).Concat(Directive().Matches(text)))
                .Select(name => name.Groups[1].Value)
                .Where(name => below is not null && folders.Contains(name));
            uses[texts.Key] = [.. named.Concat(qualified).Where(folder => folder != texts.Key).Distinct().Order(StringComparer.Ordinal)];
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

    /// <summary>A folder before a name, as in <c>Objects.IpvsService</c>.</summary>
    [GeneratedRegex(@"(?<![.\w])(\w+)\.(?=[A-Z])")]
    private static partial Regex Qualifier();

    /// <summary>The compiler refuses a directive that is not needed.</summary>
    [GeneratedRegex(@"^using (?:static )?IpvsPS\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
