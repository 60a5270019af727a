using System.Management.Automation;

namespace IpvsPS;

/// <summary>
/// Runs when PowerShell imports the manifest's nested module: before it reads the types of the cmdlets' assembly, which is when
/// IpvsPS.Core is looked for.
/// </summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer
{
    /// <summary>Makes the assemblies of this processor findable.</summary>
    public void OnImport() => ModuleDependencies.Hook();
}
