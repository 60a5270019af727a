using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What a formatter does not hold: it wraps no text and no comment, and splits no file.</summary>
public sealed class SourceLengthTests
{
    private const int MostColumns = 140;
    private const int MostLines = 300;

    private static readonly (string Name, string[] Lines)[] Files =
    [
        .. new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => (Name: Path.GetRelativePath(RepositoryPaths.Root, path), Path: path))
            .Where(file => !file.Name.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"))
            .Select(file => (file.Name, File.ReadAllLines(file.Path))),
    ];

    [Fact]
    public void NoLineIsLongerThanAScreenIsWide() =>
        Differences.AssertNone(
            Files.SelectMany(file =>
                file.Lines.Index()
                    .Where(line => line.Item.Length > MostColumns)
                    .Select(line => $"{file.Name} line {line.Index + 1} has {line.Item.Length} columns; {MostColumns} are the most.")
            )
        );

    [Fact]
    public void NoFileIsLongerThanCanBeReadAtOnce()
    {
        Assert.InRange(Files.Length, 800, 5_000);
        Differences.AssertNone(
            Files
                .Where(file => file.Lines.Length > MostLines)
                .Select(file => $"{file.Name} has {file.Lines.Length} lines; {MostLines} are the most.")
        );
    }
}
