using System.Xml.Linq;

namespace IpvsPS.UnitTests.Views;

/// <summary>A staged file of views.</summary>
internal sealed record ViewFile(string Path, IReadOnlyList<XElement> Views)
{
    public static IEnumerable<ViewFile> ReadAll() =>
        Directory
            .EnumerateFiles(RepositoryPaths.Module, "*.Format.ps1xml")
            .Order(StringComparer.Ordinal)
            .Select(path => new ViewFile(path, [.. XDocument.Load(path).Descendants("View")]));

    /// <summary>The views of one shape, each with the type that it is for.</summary>
    public static ILookup<string, XElement> Of(ViewShape shape) =>
        ReadAll()
            .SelectMany(file => file.Views)
            .Where(view => view.Element($"{shape}Control") is not null)
            .ToLookup(view => view.Element("ViewSelectedBy")!.Element("TypeName")!.Value);
}
