using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using IpvsPS.Health;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>A thread that stays in a network namespace with a runspace, and runs one script after the other.</summary>
internal sealed class ScriptThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly NetNamespaceHandle _netns;
    private Runspace? _runspace;

    public ScriptThread(NetNamespaceHandle netns)
    {
        _netns = netns.Duplicate();
        new Thread(Serve) { IsBackground = true, Name = "IpvsPS script" }.Start();
    }

    /// <summary>Runs a script; the task never fails.</summary>
    /// <param name="shell">The script with its arguments.</param>
    /// <param name="elapsed">How long the probe has taken.</param>
    public Task<ProbeResult> Run(PowerShell shell, Func<TimeSpan> elapsed)
    {
        var end = new TaskCompletionSource<ProbeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => end.SetResult(Invoke(shell, elapsed)));
        return end.Task;
    }

    /// <summary>Ends the thread when its script has ended.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Serve()
    {
        NetNamespaceStay? stay = null;
        try
        {
            stay = NetNamespaceStay.Enter(_netns, isBlock: true);
            _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
            _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            _runspace.Open();
        }
        catch (NetNamespaceException)
        {
            // Each script is told by the runspace that is not there.
        }

        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _runspace?.Dispose();
        stay?.Return();
        stay?.Dispose();
    }

    private ProbeResult Invoke(PowerShell shell, Func<TimeSpan> elapsed)
    {
        if (_runspace is null)
        {
            return new ProbeResult(ProbeOutcome.NotMade, elapsed()) { Detail = "The script's network namespace could not be entered." };
        }

        try
        {
            shell.Runspace = _runspace;
            PSObject? last = shell.Invoke().LastOrDefault();
            return Judge(last, shell, elapsed());
        }
        catch (CommandNotFoundException e)
        {
            return new ProbeResult(ProbeOutcome.NotMade, elapsed()) { Detail = e.Message };
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException)
        {
            return new ProbeResult(ProbeOutcome.ScriptFailed, elapsed()) { Detail = e.Message };
        }
    }

    /// <summary>
    /// What a script says: its last object, true or false, or with a property Healthy and a Weight; else that it had no error.
    /// </summary>
    private static ProbeResult Judge(PSObject? last, PowerShell shell, TimeSpan elapsed)
    {
        object? healthy = last?.BaseObject is bool ? last.BaseObject : last?.Properties["Healthy"]?.Value;
        string? message = last?.Properties["Message"]?.Value?.ToString() ?? shell.Streams.Error.FirstOrDefault()?.ToString();
        bool isHealthy = healthy is null ? !shell.HadErrors : LanguagePrimitives.IsTrue(healthy);
        bool hasWeight = LanguagePrimitives.TryConvertTo(last?.Properties["Weight"]?.Value, out int? weight) && weight >= 0;
        return new ProbeResult(isHealthy ? ProbeOutcome.Passed : ProbeOutcome.ScriptFailed, elapsed)
        {
            Weight = hasWeight ? weight : null,
            Detail = isHealthy ? null : message ?? "The script said no.",
        };
    }
}
