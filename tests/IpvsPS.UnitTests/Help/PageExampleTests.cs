using IpvsPS.Help;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>The examples of the pages parse and name cmdlets and parameters that exist.</summary>
public sealed class PageExampleTests(ImportedModule module)
{
    private readonly CommandText _commands = new(module.Cmdlets);

    private static readonly string[] Placeholders = ["{{", "}}", "TODO", "Fill in", "TBD", "Lorem"];

    public static TheoryData<string> Names => CmdletPages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void ExamplesParseAndNameWhatExists(string name) => Differences.AssertNone(CmdletPages.Read(name).Examples.SelectMany(Faults));

    [Theory]
    [MemberData(nameof(Names))]
    public void ExamplesUseTheCmdlet(string name) =>
        Assert.Contains(
            CmdletPages.Read(name).Examples,
            example => CommandText.CommandsOf(example.Code).Any(command => command.GetCommandName() == name)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void ThereAreTwoExamplesOrMore(string name)
    {
        IReadOnlyList<PageExample> examples = CmdletPages.Read(name).Examples;

        Assert.True(examples.Count >= 2, $"{name} has {examples.Count} example(s).");
        Assert.Distinct(examples.Select(example => example.Code));
    }

    [Fact]
    public void NoPageHoldsAPlaceholder()
    {
        IEnumerable<string> found =
            from path in Directory.EnumerateFiles(RepositoryPaths.HelpPages, "*.md")
            from line in File.ReadLines(path).Index()
            from placeholder in Placeholders
            where line.Item.Contains(placeholder, StringComparison.Ordinal)
            select $"{path}({line.Index + 1}): holds the placeholder '{placeholder}'.";

        Differences.AssertNone(found);
    }

    private IEnumerable<string> Faults(PageExample example) =>
        _commands.FaultsOf(example.Code).Select(fault => $"{example.Title}: {fault}");
}
