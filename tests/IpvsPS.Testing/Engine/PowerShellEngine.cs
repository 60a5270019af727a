using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace IpvsPS.Testing.Engine;

/// <summary>
/// The PowerShell engine with the module imported: one runspace whose every pipeline runs on one thread, as in
/// the console, because a network namespace is entered by a thread.
/// </summary>
public sealed class PowerShellEngine : IDisposable
{
    private readonly EngineHost _host;
    private readonly Runspace _runspace;

    /// <summary>Opens the runspace; what a console of so many columns would show goes to <paramref name="output"/>.</summary>
    public PowerShellEngine(TextWriter output, int columns = 120)
    {
        _host = new EngineHost(output, columns);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    /// <summary>Imports the staged module.</summary>
    public void ImportModule() => Run(StagedModule.ImportScript).ThrowOnError();

    /// <summary>Makes a value available to scripts.</summary>
    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>The names of all variables that scripts find.</summary>
    public IReadOnlyCollection<string> ListVariables() =>
        _runspace.SessionStateProxy.InvokeProvider.ChildItem.GetNames("variable:", ReturnContainers.ReturnAllContainers, recurse: false);

    /// <summary>Takes a variable away.</summary>
    public void RemoveVariable(string name) => _runspace.SessionStateProxy.PSVariable.Remove(name);

    /// <summary>Runs a script and returns all that it wrote.</summary>
    public EngineResult Run(string script)
    {
        using PowerShell shell = CreateShell(script);
        var output = new PSDataCollection<PSObject>();
        Exception? failure = null;
        try
        {
            shell.Invoke<PSObject, PSObject>(null, output, null);
        }
        catch (RuntimeException error)
        {
            failure = error;
        }

        return new EngineResult(
            [.. output],
            [.. shell.Streams.Error],
            [.. shell.Streams.Warning.Select(w => w.Message)],
            [.. shell.Streams.Verbose.Select(v => v.Message)],
            [.. shell.Streams.Progress],
            failure
        );
    }

    /// <summary>Runs a script and stops it, as Ctrl-C does, when it is time.</summary>
    /// <param name="script">The script.</param>
    /// <param name="isTime">Asked every millisecond with the number of objects that it has written.</param>
    public StoppedRun RunAndStop(string script, Func<int, bool> isTime) => RunAndStop(script, (written, _) => isTime(written));

    /// <summary>Runs a script and stops it when it has shown progress so many times.</summary>
    public StoppedRun RunAndStopAtProgress(string script, int times) => RunAndStop(script, (_, shown) => shown >= times);

    /// <summary>Runs a script as typed at the prompt, shown as the console shows it; false when it wrote any error.</summary>
    public bool Show(string script)
    {
        var errors = (ArrayList)_runspace.SessionStateProxy.GetVariable("Error");
        errors.Clear();
        using PowerShell shell = CreateShell(script);
        shell.AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        try
        {
            shell.Invoke();
            return errors.Count == 0;
        }
        catch (RuntimeException error)
        {
            ShowError(error.ErrorRecord);
            return false;
        }
    }

    /// <summary>What a user would see of a script's output.</summary>
    public string Render(string script) => Render(script, out _);

    /// <summary>What a user would see of a script's output, and whether it ran without errors.</summary>
    public string Render(string script, out bool succeeded)
    {
        using var text = new StringWriter();
        TextWriter before = _host.Output;
        _host.Output = text;
        try
        {
            succeeded = Show(script);
        }
        finally
        {
            _host.Output = before;
        }

        return text.ToString();
    }

    public void Dispose() => _runspace.Dispose();

    private StoppedRun RunAndStop(string script, Func<int, int, bool> isTime)
    {
        using PowerShell shell = CreateShell(script);
        var output = new PSDataCollection<PSObject>();
        IAsyncResult run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        while (!isTime(output.Count, shell.Streams.Progress.Count) && !run.IsCompleted)
        {
            Thread.Sleep(1);
        }

        long start = Stopwatch.GetTimestamp();
        shell.Stop();
        return new StoppedRun(
            shell.InvocationStateInfo.State == PSInvocationState.Stopped,
            Stopwatch.GetElapsedTime(start),
            [.. output],
            [.. shell.Streams.Error]
        );
    }

    private PowerShell CreateShell(string script)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    private void ShowError(ErrorRecord error)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", new PSObject(error));
        shell.Invoke();
    }
}
