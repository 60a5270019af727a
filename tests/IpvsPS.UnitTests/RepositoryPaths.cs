using System.Reflection;

namespace IpvsPS.UnitTests;

/// <summary>Where the built module, its pages and its source lie, as the build noted it in this assembly.</summary>
internal static class RepositoryPaths
{
    public static string Module { get; } = Read("ModuleOutput");

    public static string Package { get; } = Read("Package");

    /// <summary>Which packages the module is made with.</summary>
    public static string ModuleDependencies { get; } = Read("ModuleDependencies");

    public static string HelpPages { get; } = Read("HelpPages");

    public static string Documents { get; } = Path.GetDirectoryName(HelpPages)!;

    public static string Root { get; } = Path.GetDirectoryName(Documents)!;

    public static string Source { get; } = Path.Combine(Root, "src");

    private static string Read(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
