using System.Management.Automation;
using System.Management.Automation.Language;
using IpvsPS.Help;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>The examples of the pages parse and name cmdlets and parameters that exist.</summary>
public sealed class PageExampleTests(ImportedModule module)
{
    private static readonly string[] Placeholders = ["{{", "}}", "TODO", "Fill in", "TBD", "Lorem"];

    public static TheoryData<string> Names => CmdletPages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void ExamplesParseAndNameWhatExists(string name) =>
        Differences.AssertNone(CmdletPages.Read(name).Examples.SelectMany(Faults));

    [Theory]
    [MemberData(nameof(Names))]
    public void ExamplesUseTheCmdlet(string name) =>
        Assert.Contains(CmdletPages.Read(name).Examples, example => Commands(example).Any(command => command.GetCommandName() == name));

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

    private IEnumerable<string> Faults(PageExample example)
    {
        Parser.ParseInput(example.Code, out _, out ParseError[] errors);
        return errors.Select(error => error.ToString()).Concat(Commands(example).SelectMany(Faults)).Select(fault => $"{example.Title}: {fault}");
    }

    private static IEnumerable<CommandAst> Commands(PageExample example) =>
        Parser.ParseInput(example.Code, out _, out _).FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>();

    private IEnumerable<string> Faults(CommandAst command)
    {
        string name = command.GetCommandName() ?? string.Empty;
        CmdletInfo? cmdlet = module.Cmdlets.FirstOrDefault(cmdlet => cmdlet.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (cmdlet is null)
        {
            return IsOurs(name) ? [$"there is no cmdlet {name}."] : [];
        }

        return command.CommandElements.OfType<CommandParameterAst>()
            .Where(parameter => !Knows(cmdlet, parameter.ParameterName))
            .Select(parameter => $"{name} has no parameter -{parameter.ParameterName}.");
    }

    private static bool Knows(CmdletInfo cmdlet, string parameter) => cmdlet.Parameters.Values
        .SelectMany(known => known.Aliases.Prepend(known.Name)).Contains(parameter, StringComparer.OrdinalIgnoreCase);

    private bool IsOurs(string name) => name.Split('-') is [_, var noun]
        && (noun.StartsWith("Ipvs", StringComparison.OrdinalIgnoreCase) || noun.StartsWith("Net", StringComparison.OrdinalIgnoreCase)
            || module.Cmdlets.Any(cmdlet => cmdlet.Noun.Equals(noun, StringComparison.OrdinalIgnoreCase)));
}
