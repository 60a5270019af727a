using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using IpvsPS.Testing;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>What the manifest says, to PowerShell and to the Gallery.</summary>
public sealed class ManifestTests(ImportedModule module)
{
    [Theory]
    [InlineData("PowerShellVersion", "7.4")]
    public void AValueIsAsPublished(string key, string expected) => Assert.Equal(expected, ModuleManifest.Data[key]);

    [Fact]
    public void OnlyPowerShellCoreIsSupported() => Assert.Equal(["Core"], ModuleManifest.Strings("CompatiblePSEditions"));

    /// <summary>It chooses the assembly of the cmdlets for this processor. PowerShell would load a root module before it.</summary>
    [Fact]
    public void TheLoaderIsImportedBeforeTheCmdlets()
    {
        Assert.Equal(["IpvsPS.Loader.dll", "IpvsPS.dll"], ModuleManifest.Strings("NestedModules"));
        Assert.False(ModuleManifest.Data.ContainsKey("RootModule"));
    }

    [Fact]
    public void TheVersionIsThatOfTheAssembly() =>
        Assert.Equal(
            ModuleManifest.Data["ModuleVersion"],
            Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]
        );

    [Theory]
    [InlineData("FunctionsToExport")]
    [InlineData("AliasesToExport")]
    [InlineData("VariablesToExport")]
    public void NothingButCmdletsIsExported(string key) => Assert.Empty(ModuleManifest.Strings(key));

    [Fact]
    public void TheExportedCmdletsAreTheCmdletClasses()
    {
        List<string> classes =
        [
            .. Assembly
                .GetExportedTypes()
                .Select(type => type.GetCustomAttribute<CmdletAttribute>())
                .OfType<CmdletAttribute>()
                .Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}"),
        ];
        List<string> exported = [.. ModuleManifest.Strings("CmdletsToExport")];

        Differences.AssertNone(
            classes.Except(exported).Select(name => $"{name} has a class, but is not exported."),
            exported.Except(classes).Select(name => $"{name} is exported, but has no class.")
        );
    }

    [Fact]
    public void EveryStagedViewIsLoaded()
    {
        IEnumerable<string?> staged = Directory.EnumerateFiles(RepositoryPaths.Module, "*.ps1xml").Select(Path.GetFileName);

        Assert.Equal(staged.Order(StringComparer.Ordinal), ModuleManifest.Strings("FormatsToProcess").Order(StringComparer.Ordinal));
    }

    /// <summary>PowerShell refuses a member that a type has from another file, and a second copy of the module is one.</summary>
    [Fact]
    public void ASecondCopyIsImportedWithoutAnError()
    {
        string copy = Directory.CreateTempSubdirectory("ipvsps-copy").FullName;
        try
        {
            string manifest = StagedModule.Copy(copy);
            using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            runspace.Open();
            using var shell = PowerShell.Create(runspace);
            shell
                .AddScript("Import-Module $args[0]; Import-Module $args[1]; (Get-Command Get-NetNamespace).Name")
                .AddArgument(ModuleManifest.FilePath)
                .AddArgument(manifest);

            Assert.Equal("Get-NetNamespace", Assert.Single(shell.Invoke()).ToString());
            Assert.Empty(shell.Streams.Error);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Theory]
    [InlineData("LicenseUri")]
    [InlineData("ProjectUri")]
    [InlineData("ReleaseNotes")]
    [InlineData("IconUri")]
    public void TheGalleryIsGivenAnAddress(string key) =>
        Assert.StartsWith("https://", Assert.IsType<string>(ModuleManifest.Gallery[key]), StringComparison.Ordinal);

    [Fact]
    public void TheGalleryIsToldThePlatform()
    {
        var tags = (object[])ModuleManifest.Gallery["Tags"]!;

        Assert.Contains("Linux", tags);
        Assert.Contains("PSEdition_Core", tags);
        Assert.DoesNotContain(tags, tag => ((string)tag).Contains(' ', StringComparison.Ordinal));
    }

    private Assembly Assembly => module.Cmdlets[0].ImplementingType.Assembly;
}
