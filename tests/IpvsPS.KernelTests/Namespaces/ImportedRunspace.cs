using System.Management.Automation.Runspaces;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Namespaces;

/// <summary>Sessions beside the lab's, for hosts that run their pipelines on other threads.</summary>
internal static class ImportedRunspace
{
    public static Runspace Open(PSThreadOptions options)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(StagedModule.Manifest);
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = options;
        runspace.Open();
        return runspace;
    }
}
