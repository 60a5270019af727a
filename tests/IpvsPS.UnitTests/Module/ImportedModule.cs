using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.UnitTests.Module;
using Xunit;

[assembly: AssemblyFixture(typeof(ImportedModule))]

namespace IpvsPS.UnitTests.Module;

/// <summary>The real engine with the staged module imported, started once for all tests.</summary>
public sealed class ImportedModule : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Runspace _runspace;

    public ImportedModule()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        Invoke("Import-Module $args[0] -ErrorAction Stop", ModuleManifest.FilePath);
        Cmdlets =
        [
            .. Invoke("Get-Command -Module IpvsPS").Select(command => (CmdletInfo)command.BaseObject).OrderBy(cmdlet => cmdlet.Name),
        ];
    }

    /// <summary>What the module exports.</summary>
    public IReadOnlyList<CmdletInfo> Cmdlets { get; }

    public CmdletInfo Cmdlet(string name) =>
        Cmdlets.FirstOrDefault(cmdlet => cmdlet.Name == name) ?? throw new InvalidOperationException($"The module exports no {name}.");

    /// <summary>Runs a script; what it writes as errors is thrown.</summary>
    public IReadOnlyList<PSObject> Invoke(string script, params object[] arguments)
    {
        lock (_lock)
        {
            using PowerShell shell = PowerShell.Create(_runspace);
            shell.AddScript(script);
            foreach (object argument in arguments)
            {
                shell.AddArgument(argument);
            }

            var output = shell.Invoke();
            return shell.Streams.Error.Count == 0 ? output : throw new InvalidOperationException(string.Join('\n', shell.Streams.Error));
        }
    }

    public void Dispose() => _runspace.Dispose();
}
