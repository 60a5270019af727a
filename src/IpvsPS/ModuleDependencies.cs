using System.Reflection;
using System.Runtime.Loader;

namespace IpvsPS;

/// <summary>
/// Finds the module's own assemblies for PowerShell, which loads the module's DLL into the default load context
/// and knows nothing of the per-architecture folders that Tmds.LibC lies in.
/// </summary>
internal static class ModuleDependencies
{
    private static readonly AssemblyDependencyResolver Resolver = new(typeof(ModuleDependencies).Assembly.Location);

    public static void Hook()
    {
        Unhook();
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    public static void Unhook() => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name == KubernetesLoadContext.AssemblyName)
        {
            return KubernetesLoadContext.Load(Path.GetDirectoryName(typeof(ModuleDependencies).Assembly.Location)!);
        }

        string? path = Resolver.ResolveAssemblyToPath(name);
        return path is null ? null : context.LoadFromAssemblyPath(path);
    }
}
