using Xunit;

namespace IpvsPS.UnitTests.Views;

/// <summary>
/// What users see of every type's objects, kept in Approved/. A failure shows what they see now: look at it, and where it
/// is better, run these tests once with IPVSPS_WRITE_DOCUMENTS=1, which writes the files.
/// </summary>
public sealed class ApprovedViewTests
{
    private const int Narrow = 80;
    private const int Broad = 120;

    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests/IpvsPS.UnitTests/Views/Approved");

    [Theory]
    [InlineData(ViewShape.Table, Narrow)]
    [InlineData(ViewShape.Table, Broad)]
    [InlineData(ViewShape.List, Narrow)]
    [InlineData(ViewShape.Wide, Narrow)]
    public void Objects_are_shown_as_approved(ViewShape shape, int columns)
    {
        using var screen = new ViewScreen(shape, columns);
        ILookup<string, System.Xml.Linq.XElement> views = ViewFile.Of(shape);

        Differences.AssertNone(
            ViewSamples
                .All.Where(sample => views.Contains(sample.TypeName))
                .SelectMany(sample =>
                    Faults(
                        $"{sample.Name}.{shape.ToString().ToLowerInvariant()}{(columns == Narrow ? string.Empty : columns)}.txt",
                        screen.Show(sample.Objects),
                        columns
                    )
                )
        );
    }

    [Fact]
    public void Every_approved_file_is_of_a_sample()
    {
        HashSet<string> names = [.. ViewSamples.All.Select(sample => sample.Name)];

        Assert.DoesNotContain(Directory.EnumerateFiles(Folder).Select(Path.GetFileName), file => !names.Contains(file!.Split('.')[0]));
    }

    private static IEnumerable<string> Faults(string file, string shown, int columns)
    {
        string path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable(GeneratedSection.Variable) == "1")
        {
            File.WriteAllText(path, shown);
        }

        if (!File.Exists(path) || File.ReadAllText(path) != shown)
        {
            yield return $"{file} is not what is shown now:\n{shown}";
        }

        if (shown.Split('\n').Max(line => line.Length) > columns)
        {
            yield return $"{file} is broader than {columns} columns.";
        }

        // The sentences that describe settings are for lists.
        if (shown.Contains('…') && !file.StartsWith("IpvsSetting.table", StringComparison.Ordinal))
        {
            yield return $"{file} has something cut short.";
        }
    }
}
