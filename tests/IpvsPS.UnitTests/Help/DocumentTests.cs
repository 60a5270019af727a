using System.Text.RegularExpressions;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>The README and the documents: their links lead somewhere, the index has all of them, and their commands exist.</summary>
public sealed partial class DocumentTests(ImportedModule module)
{
    private static readonly string[] Folders = ["docs", "src", "tests"];

    public static TheoryData<string> Documents =>
        [
            .. Folders
                .SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), "*.md", SearchOption.AllDirectories)
                )
                .Concat(Directory.EnumerateFiles(RepositoryPaths.Root, "*.md"))
                .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path))
                .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryLinkLeadsSomewhere(string document)
    {
        string path = Path.Combine(RepositoryPaths.Root, document);
        Differences.AssertNone(
            Links(path).Where(link => !Leads(path, link)).Select(link => $"{document}: the link '{link}' leads nowhere.")
        );
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void TheCommandsParseAndNameWhatExists(string document)
    {
        var commands = new CommandText(module.Cmdlets);
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, document));
        Differences.AssertNone(
            PowerShellBlock()
                .Matches(text)
                .SelectMany(block => commands.FaultsOf(block.Groups[1].Value))
                .Select(fault => $"{document}: {fault}")
        );
    }

    [Fact]
    public void TheIndexHasEveryDocument()
    {
        string index = Path.Combine(RepositoryPaths.Documents, "README.md");
        HashSet<string> listed =
        [
            .. Links(index).Select(link => Path.GetFullPath(Path.Combine(RepositoryPaths.Documents, link.Split('#')[0]))),
        ];

        Differences.AssertNone(
            Directory
                .EnumerateFiles(RepositoryPaths.Documents, "*", SearchOption.AllDirectories)
                .Where(path => path != index && !listed.Contains(path))
                .Select(path => $"docs/README.md does not have {Path.GetRelativePath(RepositoryPaths.Documents, path)}.")
        );
    }

    /// <summary>What the links of a page lead to; those inside of code are none.</summary>
    private static IEnumerable<string> Links(string path) =>
        Link().Matches(Code().Replace(File.ReadAllText(path), string.Empty)).Select(match => match.Groups[1].Value);

    private static bool Leads(string path, string link)
    {
        if (Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps)
        {
            return true;
        }

        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));
        return parts.Length == 1 ? Path.Exists(target) : File.Exists(target) && Headings(target).Contains(parts[1]);
    }

    /// <summary>A page's headings, as links name them.</summary>
    private static IEnumerable<string> Headings(string path) =>
        File.ReadLines(path)
            .Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#', ' ').ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex("^```(?:powershell|pwsh)[^\n]*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PowerShellBlock();
}
