using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What the manifest says, to PowerShell and to the Gallery.</summary>
public sealed class ManifestTests(ImportedModule module)
{
    private static readonly Hashtable Manifest = ReadManifest();

    [Theory]
    [InlineData("RootModule", "IpvsPS.dll")]
    [InlineData("PowerShellVersion", "7.4")]
    public void AValueIsAsPublished(string key, string expected) => Assert.Equal(expected, Manifest[key]);

    [Fact]
    public void OnlyPowerShellCoreIsSupported() => Assert.Equal(["Core"], Strings("CompatiblePSEditions"));

    [Fact]
    public void TheVersionIsThatOfTheAssembly() =>
        Assert.Equal(Manifest["ModuleVersion"], Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void NothingButCmdletsIsExported(string key) => Assert.Empty(Strings(key));

    [Fact]
    public void TheExportedCmdletsAreTheCmdletClasses()
    {
        List<string> classes = [.. Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}")];
        List<string> exported = [.. Strings("CmdletsToExport")];

        Differences.AssertNone(
            classes.Except(exported).Select(name => $"{name} has a class, but is not exported."),
            exported.Except(classes).Select(name => $"{name} is exported, but has no class."));
    }

    [Theory]
    [InlineData("FormatsToProcess", "*.Format.ps1xml")]
    [InlineData("TypesToProcess", "*.Types.ps1xml")]
    public void EveryStagedViewIsLoaded(string key, string pattern)
    {
        IEnumerable<string?> staged = Directory.EnumerateFiles(RepositoryPaths.Module, pattern).Select(Path.GetFileName);

        Assert.Equal(staged.Order(StringComparer.Ordinal), Strings(key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("LicenseUri")]
    [InlineData("ProjectUri")]
    [InlineData("ReleaseNotes")]
    public void TheGalleryIsGivenAnAddress(string key) =>
        Assert.StartsWith("https://", Assert.IsType<string>(GalleryData[key]), StringComparison.Ordinal);

    [Fact]
    public void TheGalleryIsToldThePlatform()
    {
        var tags = (object[])GalleryData["Tags"]!;

        Assert.Contains("Linux", tags);
        Assert.Contains("PSEdition_Core", tags);
        Assert.DoesNotContain(tags, tag => ((string)tag).Contains(' ', StringComparison.Ordinal));
    }

    private static Hashtable GalleryData => (Hashtable)((Hashtable)Manifest["PrivateData"]!)["PSData"]!;

    private Assembly Assembly => module.Cmdlets[0].ImplementingType.Assembly;

    private static IEnumerable<string> Strings(string key) => ((object[])Manifest[key]!).Cast<string>();

    private static Hashtable ReadManifest()
    {
        Ast ast = Parser.ParseFile(Path.Combine(RepositoryPaths.Module, "IpvsPS.psd1"), out _, out ParseError[] errors);
        Assert.Empty(errors);
        return (Hashtable)ast.Find(node => node is HashtableAst, searchNestedScriptBlocks: false)!.SafeGetValue();
    }
}
