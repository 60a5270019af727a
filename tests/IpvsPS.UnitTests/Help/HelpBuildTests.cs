using IpvsPS.Help;
using Xunit;

namespace IpvsPS.UnitTests.Help;

/// <summary>A page with a fault stops the build and says where; a good one becomes the help file.</summary>
public sealed class HelpBuildTests : IDisposable
{
    private const string Name = "Get-Thing";

    private const string GoodPage = """
        ---
        document type: cmdlet
        external help file: IpvsPS.dll-Help.xml
        Module Name: IpvsPS
        PlatyPS schema version: 2024-05-01
        title: Get-Thing
        ---

        # Get-Thing

        ## SYNOPSIS

        Gets a thing.

        ## SYNTAX

        ### Name (Default)

        ```
        Get-Thing [[-Name] <string[]>]
         [<CommonParameters>]
        ```

        ## DESCRIPTION

        Gets **all** of `it`:

        - one
        - two

        ## EXAMPLES

        ### Example 1: Get it

        Before.

        ```powershell
        Get-Thing
        ```

        ```output
        Name
          a
        ```

        ## PARAMETERS

        ### -Name

        Its name.

        ```yaml
        Type: System.String[]
        DefaultValue: ''
        SupportsWildcards: true
        Aliases: [n]
        ParameterSets:
        - Name: (All)
          Position: 0
          IsRequired: false
          ValueFromPipeline: true
          ValueFromPipelineByPropertyName: false
        ```

        ### CommonParameters

        All.

        ## INPUTS

        ### System.String

        A name.

        ## OUTPUTS

        ### None

        Nothing.

        ## NOTES

        ## RELATED LINKS

        - [Get-Thing](Get-Thing.md)
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipvsps-help-");

    [Fact]
    public void AGoodPageBecomesHelp()
    {
        Assert.Empty(Build(GoodPage));

        string maml = File.ReadAllText(Path.Combine(_folder.FullName, "out", "IpvsPS.dll-Help.xml"));
        Assert.Contains("<maml:para>Gets all of `it`:\n\n- one\n- two</maml:para>", maml, StringComparison.Ordinal);
        Assert.Contains("<dev:code>Get-Thing</dev:code>", maml, StringComparison.Ordinal);
        Assert.Contains("<maml:para>Name\n  a</maml:para>", maml, StringComparison.Ordinal);
        Assert.Contains("globbing=\"true\" pipelineInput=\"true (ByValue)\" position=\"0\" aliases=\"n\"", maml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title: Get-Thing", "title: Get-Think", "'title:' must be 'Get-Thing'")]
    [InlineData("# Get-Thing\n", "# Get-Think\n", "one first-level heading")]
    [InlineData("Gets a thing.", "", "'SYNOPSIS' says nothing", -2)]
    [InlineData("Gets a thing.", "<br/>", "cannot be shown as help", -2)]
    [InlineData("Get-Thing [[-Name] <string[]>]", "Get-Thing [[-Name] <string[]]", "as 'Get-Command Get-Thing -Syntax' prints it")]
    [InlineData("Get-Thing [[-Name] <string[]>]", "Get-Thing [-Name <string[]>]", "another IsRequired or Position", 38)]
    [InlineData("## DESCRIPTION", "## REMARKS", "is no section of a page")]
    [InlineData("### Example 1: Get it", "### Get it", "must start with 'Example 1: '")]
    [InlineData("### -Name", "### Name", "needs the form '### -Name'")]
    [InlineData("Type: System.String[]", "Tipe: System.String[]", "'Tipe:' is no key of a parameter")]
    [InlineData("  Position: 0", "  Position: first", "'Position:' must be a number or Named", -1)]
    [InlineData("- Name: (All)", "- Name: Other", "SYNTAX has no parameter set 'Other'")]
    [InlineData("(Get-Thing.md)", "(Get-Nothing.md)", "leads nowhere")]
    public void AFaultIsReportedWithItsLine(string good, string bad, string message, int linesAway = 0)
    {
        Assert.Contains(good, GoodPage, StringComparison.Ordinal);
        int line = GoodPage[..GoodPage.IndexOf(good, StringComparison.Ordinal)].Count(character => character == '\n') + 1 + linesAway;

        Assert.Contains(
            Build(GoodPage.Replace(good, bad, StringComparison.Ordinal)),
            error =>
                error.Line == line
                && error.Message.Contains(message, StringComparison.Ordinal)
                && error.ToString().StartsWith($"{PagePath}({line}): error ", StringComparison.Ordinal)
        );
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "out")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PagePath => Path.Combine(_folder.FullName, Name + ".md");

    private IReadOnlyList<PageError> Build(string page)
    {
        File.WriteAllText(PagePath, page);
        return HelpBuild.Run(_folder.FullName, Path.Combine(_folder.FullName, "out"));
    }
}
