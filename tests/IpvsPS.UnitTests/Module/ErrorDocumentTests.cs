using System.Text.RegularExpressions;
using IpvsPS.UnitTests.Help;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>docs/errors.md has every error id of the module, each with its cause and cure, and no other.</summary>
public sealed partial class ErrorDocumentTests(ImportedModule module)
{
    [Fact]
    public void ItHasEveryIdOfTheSourceAndNoOther()
    {
        ILookup<string, string> written = ErrorIds.InSource(module.Cmdlets);
        HashSet<string> documented = [.. Rows().Select(row => row.Id)];

        Assert.True(written.Count > 50, $"Only {written.Count} ids were found in the source.");
        Differences.AssertNone(
            written
                .Where(id => !documented.Contains(id.Key))
                .Select(id => $"{id.Key} of {string.Join(", ", id)} is not in docs/errors.md."),
            documented.Where(id => !written.Contains(id)).Select(id => $"docs/errors.md has {id}, which is not in the source.")
        );
    }

    /// <summary>A constant that nothing throws is an id that no script ever meets.</summary>
    [Fact]
    public void EachConstantIsUsedAndDocumented()
    {
        ILookup<string, string> written = ErrorIds.InSource(module.Cmdlets);
        Differences.AssertNone(
            typeof(IpvsPS.Errors.ErrorIds)
                .GetFields()
                .Select(field => (field.Name, Value: (string)field.GetRawConstantValue()!))
                .Where(id => id.Name != id.Value || !written.Contains(id.Value) || !Rows().Any(row => row.Id == id.Value))
                .Select(id => $"{id.Name} is not thrown, or is not in docs/errors.md.")
        );
    }

    [Fact]
    public void EachHasACauseAndACureOnce() =>
        Differences.AssertNone(
            Rows().Where(row => row.Cause.Length < 10 || row.Cure.Length < 10).Select(row => $"{row.Id} lacks a cause or a cure."),
            Rows().GroupBy(row => row.Id).Where(rows => rows.Count() > 1).Select(rows => $"{rows.Key} stands there {rows.Count()} times.")
        );

    /// <summary>Who reads it at night wants something to type, and that must exist.</summary>
    [Fact]
    public void EachCureSaysWhatToType()
    {
        var commands = new CommandText(module.Cmdlets);
        Differences.AssertNone(Rows().SelectMany(row => Faults(row.Cure).Select(fault => $"{row.Id}: {fault}")));

        IEnumerable<string> Faults(string cure)
        {
            string[] typed = [.. Code().Matches(cure).Select(match => match.Groups[1].Value)];
            return typed.Length == 0
                ? ["its cure has nothing to type."]
                : typed.SelectMany(code =>
                    code.StartsWith('-') ? OfParameters(code)
                    : Cmdlet().IsMatch(code) ? commands.FaultsOf(code)
                    : []
                );
        }

        IEnumerable<string> OfParameters(string code) =>
            Parameter()
                .Matches(code)
                .Where(match => !commands.IsParameter(match.Groups[1].Value))
                .Select(match => $"no cmdlet has a parameter -{match.Groups[1].Value}.");
    }

    private static IEnumerable<(string Id, string Cause, string Cure)> Rows() =>
        File.ReadLines(Path.Combine(RepositoryPaths.Documents, "errors.md"))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match =>
                (
                    match.Groups[1].Value,
                    match.Groups[2].Value.Trim(),
                    match.Groups[3].Value.Trim().Replace("\\|", "|", StringComparison.Ordinal)
                )
            );

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w+-\w+")]
    private static partial Regex Cmdlet();

    [GeneratedRegex(@"(?<=^| )-(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\| `(\w+)` \|(.*)(?<!\\)\|(.*)\|$")]
    private static partial Regex Row();
}
