using System.Management.Automation;

namespace IpvsPS;

/// <summary>
/// Runs when PowerShell imports the first of the manifest's nested modules: before it loads the second one, the cmdlets' assembly.
/// </summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer
{
    /// <summary>Makes the assemblies of this processor findable, and loads that of the cmdlets.</summary>
    public void OnImport()
    {
        ModuleDependencies.Hook();
        ModuleDependencies.LoadCommands();
    }
}
