using System.IO.Compression;
using System.Reflection;

namespace IpvsPS.LabTests;

/// <summary>
/// An empty module path into which the package is installed as Install-PSResource lays it out: MODULE/VERSION with the
/// module's files, without those of the package itself.
/// </summary>
internal sealed class InstalledModule : IDisposable
{
    private static readonly string[] OfThePackageItself = ["_rels/", "package/", "[Content_Types].xml", "IpvsPS.nuspec"];

    // Beside the tests, because the guest has a /tmp of its own.
    private readonly DirectoryInfo _modulePath = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, $"modules.{Guid.NewGuid():N}")
    );

    public InstalledModule()
    {
        Version = Path.GetFileNameWithoutExtension(PackageFile)["IpvsPS.".Length..];
        using ZipArchive package = ZipFile.OpenRead(PackageFile);
        foreach (ZipArchiveEntry entry in package.Entries.Where(entry => !OfThePackageItself.Any(entry.FullName.StartsWith)))
        {
            string path = Path.Combine(ModulePath, "IpvsPS", Version, entry.FullName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            entry.ExtractToFile(path);
        }
    }

    /// <summary>What PSModulePath is to be.</summary>
    public string ModulePath => _modulePath.FullName;

    public string Version { get; }

    /// <summary>The package as the build made it.</summary>
    public static string PackageFile { get; } =
        typeof(InstalledModule)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "Package")
            .Value!;

    public void Dispose() => _modulePath.Delete(recursive: true);
}
