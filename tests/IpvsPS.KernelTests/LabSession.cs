using IpvsPS.KernelTests;
using IpvsPS.Testing;
using IpvsPS.Testing.Engine;

[assembly: AssemblyFixture(typeof(LabSession))]

namespace IpvsPS.KernelTests;

/// <summary>The one PowerShell session that all tests share: starting an engine takes seconds in the lab.</summary>
public sealed class LabSession : IDisposable
{
    private readonly PowerShellEngine _engine = new(TextWriter.Null);

    /// <summary>Variables that no test has made: PowerShell's own, and those of fixtures.</summary>
    private readonly HashSet<string> _kept;

    private string? _test;

    public LabSession()
    {
        _engine.ImportModule();
        _kept = [.. _engine.ListVariables()];
    }

    /// <summary>A shell command that runs the script named behind it in PowerShell with the module imported, as another user for
    /// instance.</summary>
    public static string PwshCommand =>
        $"pwsh -NoProfile -NonInteractive -File '{AppContext.BaseDirectory}with-module.ps1' '{StagedModule.Manifest}'";

    /// <summary>Runs a script and returns its objects, errors and other streams.</summary>
    public EngineResult Run(string script) => Prepare().Run(script);

    /// <summary>Runs a script and stops it, as Ctrl-C does, when it has written something.</summary>
    public StoppedRun RunAndStop(string script) => Prepare().RunAndStop(script, written => written > 0);

    /// <summary>What a user sees of a script's output, in a console of 120 columns.</summary>
    public string Render(string script) => Prepare().Render(script);

    /// <summary>Makes a value available to scripts.</summary>
    public void SetVariable(string name, object? value) => Prepare().SetVariable(name, value);

    /// <summary>Runs a shell command that must succeed and returns its standard output.</summary>
    public static string Native(string command) => StandingShell.RunHere(command);

    /// <summary>Starts a program that ends as <c>sleep</c>, such as <c>unshare -n sleep 60</c>, and returns its process id when it is
    /// that: it has entered by then what it was to enter.</summary>
    public static string StartSleep(string command) =>
        Native(
                $"{command} >/dev/null 2>&1 & "
                    + "until [ \"$(cat /proc/$!/comm)\" = sleep ]; do kill -0 $! || exit 1; sleep 0.02; done; echo $!"
            )
            .Trim();

    public void Dispose() => _engine.Dispose();

    /// <summary>The engine without the variables of the test before: whether they are there would depend on the order of tests.</summary>
    private PowerShellEngine Prepare()
    {
        string? test = TestContext.Current.Test?.UniqueID;
        if (test != _test)
        {
            string[] made = [.. _engine.ListVariables().Where(name => !_kept.Contains(name))];
            if (_test is null)
            {
                _kept.UnionWith(made);
            }
            else
            {
                Array.ForEach(made, _engine.RemoveVariable);
            }

            _test = test;
        }

        return _engine;
    }
}
