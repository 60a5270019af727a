using System.Collections;
using System.Management.Automation;
using System.Reflection;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What the manifest says, to PowerShell and to the Gallery.</summary>
public sealed class ManifestTests(ImportedModule module)
{
    [Theory]
    [InlineData("RootModule", "IpvsPS.dll")]
    [InlineData("PowerShellVersion", "7.4")]
    public void AValueIsAsPublished(string key, string expected) => Assert.Equal(expected, ModuleManifest.Data[key]);

    [Fact]
    public void OnlyPowerShellCoreIsSupported() => Assert.Equal(["Core"], ModuleManifest.Strings("CompatiblePSEditions"));

    [Fact]
    public void TheVersionIsThatOfTheAssembly() =>
        Assert.Equal(ModuleManifest.Data["ModuleVersion"], Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void NothingButCmdletsIsExported(string key) => Assert.Empty(ModuleManifest.Strings(key));

    [Fact]
    public void TheExportedCmdletsAreTheCmdletClasses()
    {
        List<string> classes = [.. Assembly.GetExportedTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>()
            .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}")];
        List<string> exported = [.. ModuleManifest.Strings("CmdletsToExport")];

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

        Assert.Equal(staged.Order(StringComparer.Ordinal), ModuleManifest.Strings(key).Order(StringComparer.Ordinal));
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

    private static Hashtable GalleryData => (Hashtable)((Hashtable)ModuleManifest.Data["PrivateData"]!)["PSData"]!;

    private Assembly Assembly => module.Cmdlets[0].ImplementingType.Assembly;
}
