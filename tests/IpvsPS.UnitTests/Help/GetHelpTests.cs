using System.Management.Automation;
using IpvsPS.Help;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>What Get-Help shows in the real engine, from the help file that ships.</summary>
public sealed class GetHelpTests(ImportedModule module)
{
    public static TheoryData<string> Names => CmdletPages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void TheTextsAreThoseOfThePage(string name)
    {
        CommandPage page = CmdletPages.Read(name);
        PSObject help = Help(name);

        Assert.Equal(page.Synopsis, Value(help, "Synopsis"));
        Assert.Equal(page.Description, Text(help, "description"));
        Assert.Equal(
            page.Examples.Select(example => example.Code),
            Items(help, "examples", "example").Select(example => Value(example, "code"))
        );
        Assert.NotEmpty(page.Examples);
        Assert.Equal(page.Inputs.Select(type => type.Name), Items(help, "inputTypes", "inputType").Select(TypeName));
        Assert.Equal(page.Outputs.Select(type => type.Name), Items(help, "returnValues", "returnValue").Select(TypeName));
        Assert.NotEmpty(Items(help, "relatedLinks", "navigationLink"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheParametersAreThoseOfTheCmdlet(string name)
    {
        IEnumerable<string> expected = new CmdletFacts(module.Cmdlet(name)).Parameters.Select(Describe);
        IEnumerable<PSObject> shown = Items(Help(name), "parameters", "parameter");

        Assert.Equal(expected.Order(), shown.Select(Describe).Order());
        Assert.All(shown, parameter => Assert.NotEmpty(Text(parameter, "description")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EverySyntaxIsShown(string name)
    {
        IEnumerable<string> expected = CmdletPages
            .Read(name)
            .Syntax.Select(syntax => string.Join(' ', syntax.Parameters.Select(parameter => parameter.Name)));
        IEnumerable<string> shown = Items(Help(name), "syntax", "syntaxItem")
            .Select(syntax => string.Join(' ', Children(syntax, "parameter").Select(parameter => Value(parameter, "name"))));

        Assert.Equal(expected, shown);
    }

    [Fact]
    public void EveryTopicIsFoundAndListed()
    {
        foreach (string path in Directory.EnumerateFiles(RepositoryPaths.HelpPages, "about_*.md"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string text = (string)Help(name).BaseObject;

            Assert.StartsWith($"TOPIC\n    {name}\n\nSHORT DESCRIPTION\n    ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        }
    }

    private PSObject Help(string name) => Assert.Single(module.Invoke("Get-Help $args[0] -Full", name));

    private static string Describe(PageParameter parameter)
    {
        string[] sources =
        [
            .. new[] { parameter.FromPipeline ? "ByValue" : "", parameter.FromProperty ? "ByPropertyName" : "" }.Where(source =>
                source.Length > 0
            ),
        ];
        string pipeline = sources.Length == 0 ? "false" : $"true ({string.Join(", ", sources)})";
        string aliases = parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases);
        return $"-{parameter.Name} {parameter.TypeName} required {parameter.IsRequired} position "
            + $"{parameter.Position?.ToString() ?? "named"} "
            + $"pipeline {pipeline} aliases {aliases} wildcards {parameter.SupportsWildcards}".ToLowerInvariant();
    }

    private static string Describe(PSObject parameter) =>
        $"-{Value(parameter, "name")} {TypeName(parameter)} required {bool.Parse(Value(parameter, "required"))} position "
        + $"{Value(parameter, "position")} "
        + (
            $"pipeline {Value(parameter, "pipelineInput")} aliases {Value(parameter, "aliases")} wildcards "
            + $"{Value(parameter, "globbing")}"
        ).ToLowerInvariant();

    private static string TypeName(PSObject item) => Value((PSObject)item.Properties["type"].Value, "name");

    private static string Value(PSObject item, string property) => item.Properties[property].Value.ToString()!;

    private static IEnumerable<PSObject> Items(PSObject help, string list, string item) =>
        Children((PSObject)help.Properties[list].Value, item);

    // One child is itself, several are an array.
    private static IEnumerable<PSObject> Children(PSObject parent, string name) =>
        LanguagePrimitives.GetEnumerable(parent.Properties[name]?.Value)?.Cast<PSObject>()
        ?? [.. new[] { parent.Properties[name]?.Value }.OfType<PSObject>()];

    private static string Text(PSObject item, string property) =>
        string.Join('\n', Children(item, property).Select(paragraph => Value(paragraph, "Text")));
}
