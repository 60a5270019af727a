using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The list of what is shipped in docs/package.md, beside the package, and the licences of others.</summary>
public sealed partial class ShippedTests
{
    /// <summary>What NuGet adds to any package.</summary>
    private static readonly string[] OfNuGet = ["_rels/", "package/", "[Content_Types].xml", "IpvsPS.nuspec"];

    private static readonly (string[] Files, string Of, string License)[] Rows =
    [
        .. Row()
            .Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "package.md")))
            .Select(row =>
                (Word().Matches(row.Groups[1].Value).Select(w => w.Groups[1].Value).ToArray(), row.Groups[2].Value, row.Groups[3].Value)
            ),
    ];

    [Fact]
    public void Every_file_of_the_package_has_a_row_and_every_row_a_file()
    {
        using ZipArchive package = ZipFile.OpenRead(RepositoryPaths.Package);
        string[] files = [.. package.Entries.Select(entry => entry.FullName).Where(name => !OfNuGet.Any(name.StartsWith))];
        string[] patterns = [.. Rows.SelectMany(row => row.Files)];

        Differences.AssertNone(
            files.Where(file => !patterns.Any(pattern => Fits(file, pattern))).Select(file => $"{file} is shipped, and has no row."),
            patterns
                .Where(pattern => !files.Any(file => Fits(file, pattern)))
                .Select(pattern => $"{pattern} has a row, and is not shipped.")
        );
    }

    [Fact]
    public void Every_package_of_others_has_a_row_its_own_licence_and_a_notice()
    {
        string notices = File.ReadAllText(Path.Combine(RepositoryPaths.Module, "THIRD-PARTY-NOTICES.txt"));
        JsonNode dependencies = JsonNode.Parse(File.ReadAllText(RepositoryPaths.ModuleDependencies))!;
        string[] packages =
        [
            .. dependencies["libraries"]!
                .AsObject()
                .Where(library => (string?)library.Value!["type"] == "package")
                .Select(library => library.Key),
        ];

        string[] others = [.. Rows.Select(row => row.Of).Where(name => name != "IpvsPS")];

        Assert.NotEmpty(packages);
        Assert.Empty(packages.Select(package => package.Replace('/', ' ')).Except(others));
        Assert.All(
            others,
            name =>
            {
                Assert.Equal(LicenseOf(name), Assert.Single(Rows, row => row.Of == name).License);
                Assert.Contains($"\n{name} (", notices, StringComparison.Ordinal);
            }
        );
    }

    /// <summary>What the author of a restored package says.</summary>
    private static string LicenseOf(string package)
    {
        string[] parts = package.ToLowerInvariant().Split(' ');
        string root =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        XDocument said = XDocument.Load(Path.Combine(root, parts[0], parts[1], $"{parts[0]}.nuspec"));
        return said.Descendants().Single(element => element.Name.LocalName == "license").Value;
    }

    private static bool Fits(string file, string pattern) =>
        Regex.IsMatch(file, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$");

    [GeneratedRegex(@"^\| (`.*`) \| .* \| (.*) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();
}
