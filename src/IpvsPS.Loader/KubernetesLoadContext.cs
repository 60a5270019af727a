using System.Reflection;
using System.Runtime.Loader;

namespace IpvsPS;

/// <summary>
/// Where the assemblies that speak with an API server are loaded: their YamlDotNet is not that of other modules of the session. What they
/// share with the module is looked for where that is.
/// </summary>
internal sealed class KubernetesLoadContext(string folder) : AssemblyLoadContext("IpvsPS.Kubernetes")
{
    public const string AssemblyName = "IpvsPS.Kubernetes";

    private static KubernetesLoadContext? _context;

    /// <summary>The assembly, which is loaded the first time.</summary>
    /// <param name="parent">The module's folder, or the one of this processor in it.</param>
    /// <returns>The assembly; null where there is none.</returns>
    public static Assembly? Load(string parent)
    {
        string folder = Path.Combine(parent, "kubernetes");
        string path = Path.Combine(folder, $"{AssemblyName}.dll");
        return File.Exists(path) ? (_context ??= new KubernetesLoadContext(folder)).LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
