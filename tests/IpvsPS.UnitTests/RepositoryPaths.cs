using System.Reflection;

namespace IpvsPS.UnitTests;

/// <summary>Where the built module and its pages lie, as the build noted it in this assembly.</summary>
internal static class RepositoryPaths
{
    public static string Module { get; } = Read("ModuleOutput");

    public static string HelpPages { get; } = Read("HelpPages");

    private static string Read(string key) => typeof(RepositoryPaths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
