using NuGet.Packaging;
using NuGet.Versioning;

namespace IpvsPS.Package;

/// <summary>The module's package as Publish-PSResource makes it: the module's files at its root, the manifest's words in its
/// description.</summary>
internal static class GalleryPackage
{
    private const string Id = "IpvsPS";
    private const string Icon = "icon.png";

    public static void Write(string moduleFolder, string packageFile, string repository)
    {
        var manifest = new Manifest(Path.Combine(moduleFolder, $"{Id}.psd1"));
        string version = manifest.Text("ModuleVersion");
        string changes = File.ReadAllText(Path.Combine(repository, "CHANGELOG.md"));
        var package = new PackageBuilder(deterministic: true)
        {
            Id = Id,
            Version = NuGetVersion.Parse(version),
            Description = manifest.Text("Description"),
            Copyright = manifest.Text("Copyright"),
            ReleaseNotes = $"{ReleaseNotes.Of(version, changes)}\n\n{manifest.GalleryText("ReleaseNotes")}",
            LicenseUrl = new Uri(manifest.GalleryText("LicenseUri")),
            ProjectUrl = new Uri(manifest.GalleryText("ProjectUri")),
            Icon = Icon,
            IconUrl = new Uri(manifest.GalleryText("IconUri")),
        };
        package.Authors.Add(manifest.Text("Author"));
        package.Owners.Add(manifest.Text("CompanyName"));
        package.Tags.UnionWith(Tags(manifest));
        foreach (string path in Directory.EnumerateFiles(moduleFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            package.Files.Add(new PhysicalPackageFile { SourcePath = path, TargetPath = Path.GetRelativePath(moduleFolder, path) });
        }

        package.Files.Add(new PhysicalPackageFile { SourcePath = Path.Combine(repository, "docs", Icon), TargetPath = Icon });
        using FileStream file = File.Create(packageFile);
        package.Save(file);
    }

    /// <summary>
    /// The manifest's tags, and those by which Find-PSResource finds a module and its commands. A second tag for each cmdlet,
    /// PSCmdlet_, would go beyond the 4000 characters that the Gallery keeps.
    /// </summary>
    private static IEnumerable<string> Tags(Manifest manifest)
    {
        string[] cmdlets = [.. manifest.Texts("CmdletsToExport")];
        return ["PSModule", .. manifest.GalleryTexts("Tags"), "PSIncludes_Cmdlet", .. cmdlets.Select(name => $"PSCommand_{name}")];
    }
}
