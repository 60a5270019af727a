using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace IpvsPS;

/// <summary>
/// Finds the module's own assemblies for PowerShell, which loads the module's DLL into the default load context
/// and knows nothing of the folders for each processor, nor of that of IpvsPS.Kubernetes.
/// </summary>
internal static class ModuleDependencies
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(ModuleDependencies).Assembly.Location)!;

    // Named as .NET names runtimes: linux-x64, linux-arm64, linux-arm.
    private static readonly string FolderOfProcessor = Path.Combine(
        Folder,
        "runtimes",
        $"linux-{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant()
    );

    private static readonly object Gate = new();

    private static int _imports;

    /// <summary>Looks the module's assemblies up from now on.</summary>
    public static void Hook()
    {
        lock (Gate)
        {
            AssemblyLoadContext.Default.Resolving -= Resolve;
            AssemblyLoadContext.Default.Resolving += Resolve;
        }
    }

    /// <summary>
    /// Loads the cmdlets' assembly as it is compiled for this processor. PowerShell asks for the portable one by its path; the runtime
    /// takes the two for one, since they come from one compilation, and gives it this one.
    /// </summary>
    public static void LoadCommands()
    {
        string path = Path.Combine(FolderOfProcessor, "IpvsPS.dll");
        if (File.Exists(path))
        {
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }
    }

    /// <summary>The same, until each import of the cmdlets' assembly, of which there is one in a runspace, has ended.</summary>
    public static void Keep()
    {
        lock (Gate)
        {
            _imports++;
            Hook();
        }
    }

    /// <summary>Takes one <see cref="Keep"/> back.</summary>
    public static void Release()
    {
        lock (Gate)
        {
            if (--_imports <= 0)
            {
                _imports = 0;
                AssemblyLoadContext.Default.Resolving -= Resolve;
            }
        }
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name == KubernetesLoadContext.AssemblyName)
        {
            return KubernetesLoadContext.Load(FolderOfProcessor) ?? KubernetesLoadContext.Load(Folder);
        }

        // IpvsPS.Core lies beside the cmdlets' assembly for every processor: what is null here is looked for there.
        string path = Path.Combine(FolderOfProcessor, $"{name.Name}.dll");
        return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
