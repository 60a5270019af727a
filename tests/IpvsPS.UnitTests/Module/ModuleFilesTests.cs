using Xunit;

namespace IpvsPS.UnitTests.Module;

/// <summary>The module ships these files and no other.</summary>
public sealed class ModuleFilesTests
{
    private static readonly string[] Expected =
    [
        "Ipvs.Format.ps1xml",
        "Ipvs.Types.ps1xml",
        "IpvsPS.Core.dll",
        "IpvsPS.deps.json",
        "IpvsPS.dll",
        "IpvsPS.psd1",
        "LICENSE",
        "Links.Format.ps1xml",
        "Links.Types.ps1xml",
        "Namespaces.Format.ps1xml",
        "Namespaces.Types.ps1xml",
        "en-US/IpvsPS.dll-Help.xml",
        "runtimes/linux-arm/lib/netstandard2.0/Tmds.LibC.dll",
        "runtimes/linux-arm64/lib/netstandard2.0/Tmds.LibC.dll",
        "runtimes/linux-x64/lib/netstandard2.0/Tmds.LibC.dll",
    ];

    [Fact]
    public void TheStagedModuleHoldsTheExpectedFilesOnly()
    {
        IEnumerable<string> topics = Directory.EnumerateFiles(RepositoryPaths.HelpPages, "about_*.md")
            .Select(page => $"en-US/{Path.GetFileNameWithoutExtension(page)}.help.txt");
        IEnumerable<string> actual = Directory.EnumerateFiles(RepositoryPaths.Module, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(RepositoryPaths.Module, file));

        Assert.Equal(Expected.Concat(topics).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }
}
