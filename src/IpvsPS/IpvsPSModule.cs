using System.Management.Automation;
using System.Runtime.CompilerServices;
using IpvsPS.Namespaces;
using IpvsPS.Session;

namespace IpvsPS;

/// <summary>Runs when PowerShell imports and removes the module's assembly.</summary>
public sealed class IpvsPSModule : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>
    /// Makes the native bindings findable, also where the assembly is imported without the manifest, and remembers the namespace that
    /// is home.
    /// </summary>
    public void OnImport()
    {
        ModuleDependencies.Keep();
        OpenHomeNamespace();
    }

    /// <summary>Leaves every entered namespace and ends the look-up of dependencies.</summary>
    /// <param name="psModuleInfo">The module that is removed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        LeaveEnteredNamespaces();
        StopMetricServers();
        ModuleDependencies.Release();
    }

    // Not inlined, so that the assemblies these need are first asked for when the hook stands.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OpenHomeNamespace() => _ = NetNamespaceHandle.Home;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveEnteredNamespaces() => NamespaceStack.Current.UnwindAll();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StopMetricServers() => MetricServers.StopAll();
}
