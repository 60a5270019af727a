using IpvsPS.Help;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>
/// Each page says of a cmdlet's parameters what Get-Command says of them; a failure shows what should stand there, and with
/// IPVSPS_WRITE_DOCUMENTS=1 these tests write it, save for the words.
/// </summary>
public sealed class PageMatchesCmdletTests(ImportedModule module)
{
    public static TheoryData<string> Names => CmdletPages.Names;

    public static TheoryData<string> Exported => [.. ModuleManifest.Strings("CmdletsToExport")];

    [Theory]
    [MemberData(nameof(Exported))]
    public void TheCmdletHasAPage(string name)
    {
        if (!File.Exists(CmdletPages.PathOf(name)))
        {
            Assert.Fail(Missing(new CmdletFacts(module.Cmdlet(name)), name));
        }
    }

    [Fact]
    public void EveryPageIsThatOfACmdlet() =>
        Assert.Empty(CmdletPages.Names.Select(row => row.Data).Except(module.Cmdlets.Select(cmdlet => cmdlet.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void SyntaxIsThatOfGetCommand(string name)
    {
        if (Environment.GetEnvironmentVariable(GeneratedSection.Variable) == "1")
        {
            string path = CmdletPages.PathOf(name);
            File.WriteAllText(path, PageText.Update(File.ReadAllText(path), new CmdletFacts(module.Cmdlet(name))));
        }

        IReadOnlyList<PageSyntax> expected = new CmdletFacts(module.Cmdlet(name)).Syntax;
        IEnumerable<string> actual = CmdletPages.Read(name).Syntax.Select(syntax => $"{syntax.SetName}: {syntax.Text}");

        if (!expected.Select(syntax => $"{syntax.SetName}: {syntax.Text}").Order().SequenceEqual(actual.Order()))
        {
            Assert.Fail($"The SYNTAX of {name}.md should be:\n\n{PageText.OfSyntax(expected)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheDefaultParameterSetIsMarked(string name)
    {
        IReadOnlyList<PageSyntax> expected = new CmdletFacts(module.Cmdlet(name)).Syntax;
        IEnumerable<string> marked = CmdletPages.Read(name).Syntax.Where(syntax => syntax.IsDefault).Select(syntax => syntax.SetName);

        // With a single set the mark may be left out.
        Assert.Equal(
            expected.Where(syntax => syntax.IsDefault && expected.Count > 1).Select(syntax => syntax.SetName),
            marked.Where(_ => expected.Count > 1)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ParametersAreThoseOfGetCommand(string name)
    {
        var facts = new CmdletFacts(module.Cmdlet(name));
        CommandPage page = CmdletPages.Read(name);

        Differences.AssertNone(
            facts.Parameters.SelectMany(expected =>
                Compare(facts, expected, page.Parameters.FirstOrDefault(actual => actual.Name == expected.Name))
            ),
            page.Parameters.Select(parameter => parameter.Name)
                .Except(facts.Parameters.Select(parameter => parameter.Name))
                .Select(unknown => $"{name} has no parameter -{unknown}."),
            page.Parameters.CountBy(parameter => parameter.Name)
                .Where(count => count.Value > 1)
                .Select(count => $"-{count.Key} stands there twice.")
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAreThoseOfTheCmdlet(string name)
    {
        IEnumerable<string> expected = module
            .Cmdlet(name)
            .OutputType.Select(output => output.Type == typeof(void) ? "None" : output.Type.FullName!);

        Assert.Equal(expected.Order(), CmdletPages.Read(name).Outputs.Select(output => output.Name).Order());
    }

    private static string Missing(CmdletFacts facts, string name) =>
        $"{name} has no page {name}.md. These of its parts follow from the cmdlet:\n\n{PageText.OfSyntax(facts.Syntax)}"
        + $"## PARAMETERS\n\n{string.Join('\n', facts.Parameters.Select(PageText.OfParameter))}";

    private static IEnumerable<string> Compare(CmdletFacts facts, PageParameter expected, PageParameter? actual)
    {
        string[] differences = actual is null ? [$"-{expected.Name} is missing."] : [.. Fields(facts, expected, actual)];
        return differences.Length == 0 ? [] : [.. differences, $"It should be:\n\n{PageText.OfParameter(expected)}"];
    }

    private static IEnumerable<string> Fields(CmdletFacts facts, PageParameter expected, PageParameter actual)
    {
        (string Field, string Expected, string Actual)[] fields =
        [
            ("Type", expected.TypeName, actual.TypeName),
            ("SupportsWildcards", $"{expected.SupportsWildcards}", $"{actual.SupportsWildcards}"),
            ("Aliases", Join(expected.Aliases), Join(actual.Aliases)),
            ("AcceptedValues", Join(expected.AcceptedValues), Join(actual.AcceptedValues)),
            .. facts.SetNames.Select(set => ($"parameter set {set}", Describe(expected.UseIn(set)), Describe(actual.UseIn(set)))),
        ];
        return fields
            .Where(field => field.Expected != field.Actual)
            .Select(field => $"-{expected.Name}, {field.Field}: '{field.Actual}' on the page, '{field.Expected}' in the cmdlet.");
    }

    private static string Join(IEnumerable<string> values) => string.Join(", ", values.Order());

    private static string Describe(ParameterUse? use) =>
        use is null
            ? "not part of it"
            : $"position {use.Position?.ToString() ?? "named"}, required {use.IsRequired}, from pipeline {use.FromPipeline}, by "
                + $"property name {use.FromProperty}";
}
