using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The module ships these files and no other.</summary>
public sealed class ModuleFilesTests
{
    private static readonly string[] Expected =
    [
        "Configuration.Format.ps1xml",
        "Health.Format.ps1xml",
        "Ipvs.Format.ps1xml",
        "IpvsPS.Core.dll",
        "IpvsPS.Loader.dll",
        "IpvsPS.dll",
        "IpvsPS.dsc.ps1",
        "IpvsPS.dsc.resource.json",
        "IpvsPS.psd1",
        "Diagnosis.Format.ps1xml",
        "Kubernetes.Format.ps1xml",
        "LICENSE",
        "Links.Format.ps1xml",
        "Namespaces.Format.ps1xml",
        "Statistics.Format.ps1xml",
        "THIRD-PARTY-NOTICES.txt",
        "en-US/IpvsPS.dll-Help.xml",
        "kubernetes/IpvsPS.Kubernetes.dll",
        "kubernetes/YamlDotNet.dll",
        "runtimes/linux-arm/Tmds.LibC.dll",
        "runtimes/linux-arm64/IpvsPS.Core.dll",
        "runtimes/linux-arm64/IpvsPS.dll",
        "runtimes/linux-arm64/Tmds.LibC.dll",
        "runtimes/linux-arm64/kubernetes/IpvsPS.Kubernetes.dll",
        "runtimes/linux-arm64/kubernetes/YamlDotNet.dll",
        "runtimes/linux-x64/IpvsPS.Core.dll",
        "runtimes/linux-x64/IpvsPS.dll",
        "runtimes/linux-x64/Tmds.LibC.dll",
        "runtimes/linux-x64/kubernetes/IpvsPS.Kubernetes.dll",
        "runtimes/linux-x64/kubernetes/YamlDotNet.dll",
    ];

    private static readonly string[] OfThePackageItself =
    [
        "IpvsPS.nuspec",
        "[Content_Types].xml",
        "_rels/.rels",
        "package/services/metadata/core-properties/nuget.psmdcp",
    ];

    [Fact]
    public void TheStagedModuleHoldsTheExpectedFilesOnly()
    {
        IEnumerable<string> actual = Directory
            .EnumerateFiles(RepositoryPaths.Module, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryPaths.Module, file));

        Assert.Equal(ExpectedFiles(), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ThePackageHoldsTheSame()
    {
        using ZipArchive package = ZipFile.OpenRead(RepositoryPaths.Package);

        Assert.Equal(
            ExpectedFiles().Append("icon.png").Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Except(OfThePackageItself).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void ThePackageSaysWhatTheManifestSays()
    {
        using ZipArchive package = ZipFile.OpenRead(RepositoryPaths.Package);
        using Stream nuspec = package.GetEntry("IpvsPS.nuspec")!.Open();
        Dictionary<string, string> said = XDocument
            .Load(nuspec)
            .Root!.Elements()
            .Single()
            .Elements()
            .ToDictionary(element => element.Name.LocalName, element => element.Value);

        Assert.Equal("IpvsPS", said["id"]);
        Assert.Equal(ModuleManifest.Data["ModuleVersion"], said["version"]);
        Assert.Equal(ModuleManifest.Data["Description"], said["description"]);
        Assert.Equal("icon.png", said["icon"]);
        // What CHANGELOG.md says of this version, and where the rest is.
        Assert.StartsWith("The first release", said["releaseNotes"], StringComparison.Ordinal);
        Assert.Contains("- keepalived.conf:", said["releaseNotes"], StringComparison.Ordinal);
        Assert.EndsWith($"{ModuleManifest.Gallery["ReleaseNotes"]}", said["releaseNotes"], StringComparison.Ordinal);
        Assert.DoesNotContain("## ", said["releaseNotes"], StringComparison.Ordinal);
        // The Gallery keeps no more than 4000 characters of tags.
        Assert.InRange(said["tags"].Length, 1, 4000);
        Assert.Superset(
            ModuleManifest.Strings("CmdletsToExport").Select(name => $"PSCommand_{name}").Append("PSModule").ToHashSet(),
            said["tags"].Split(' ').ToHashSet()
        );
    }

    private static IEnumerable<string> ExpectedFiles()
    {
        IEnumerable<string> topics = Directory
            .EnumerateFiles(RepositoryPaths.HelpPages, "about_*.md")
            .Select(page => $"en-US/{Path.GetFileNameWithoutExtension(page)}.help.txt");
        return Expected.Concat(topics).Order(StringComparer.Ordinal);
    }
}
