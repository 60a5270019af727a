using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using IpvsPS.Health;
using IpvsPS.Namespaces;

namespace IpvsPS.Commands;

/// <summary>
/// Runs the scripts of checks, each in a runspace of a thread that stays in the service's network namespace, so that the
/// programs that it starts and the connections that it makes are there too. A script is stopped at its deadline; one that
/// does not stop is left with its thread, and the next gets another.
/// </summary>
internal sealed class ScriptProbes(PSCmdlet command, NetNamespaceHandle netns) : IDisposable
{
    /// <summary>How long a script may take to stop when it is told to.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    private const string FileScript = """
        param($Path, $Arguments, $SetsWeight)
        if (-not (Get-Command -Name $Path -ErrorAction Ignore)) {
            throw [System.Management.Automation.CommandNotFoundException]::new("There is no script or program '$Path'.")
        }
        $global:LASTEXITCODE = 0
        $output = & $Path @Arguments
        if ($SetsWeight -and $LASTEXITCODE -ge 2) { [pscustomobject]@{ Healthy = $true; Weight = $LASTEXITCODE - 2 } }
        elseif ($LASTEXITCODE) { [pscustomobject]@{ Healthy = $false; Message = "The exit code of '$Path' is $LASTEXITCODE." } }
        else { $output }
        """;

    private readonly ConcurrentBag<ScriptThread> _idle = [];
    private readonly ConcurrentDictionary<string, Hashtable> _using = [];

    /// <summary>
    /// Takes the values of the variables that a script names with $using:, as they are now; on the pipeline's thread, before
    /// the first probe.
    /// </summary>
    public void TakeUsing(State.IpvsHealthCheck check)
    {
        if (check.ScriptText is not { } text || _using.ContainsKey(text))
        {
            return;
        }

        var values = new Hashtable();
        foreach (
            Ast found in Parser.ParseInput(text, out _, out _).FindAll(ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true)
        )
        {
            string named = found.ToString();
            bool isVariable = ((UsingExpressionAst)found).SubExpression is VariableExpressionAst;
            string expression = named.Replace("$using:", "$", StringComparison.OrdinalIgnoreCase);
            object? value = isVariable
                ? command.SessionState.PSVariable.GetValue(expression[1..])
                : command.SessionState.InvokeCommand.InvokeScript(expression).LastOrDefault()?.BaseObject;

            // The engine looks for a value by this key; PSUtils.GetUsingExpressionKey of PowerShell makes it so.
            values[Convert.ToBase64String(Encoding.Unicode.GetBytes(isVariable ? named.ToLowerInvariant() : named))] = value;
        }

        _using[text] = values;
    }

    /// <summary>Runs one script.</summary>
    public async Task<ProbeResult> RunAsync(ProbeTarget target, CancellationToken stop)
    {
        ScriptThread thread = _idle.TryTake(out ScriptThread? idle) ? idle : new ScriptThread(netns);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var shell = PowerShell.Create();
        Prepare(shell, target);
        Task<ProbeResult> run = thread.Run(shell, () => clock.Elapsed);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task end = await Task.WhenAny(run, Task.Delay(target.Check.Timeout, deadline.Token)).ConfigureAwait(false);
        if (end == run)
        {
            await deadline.CancelAsync().ConfigureAwait(false);
            _idle.Add(thread);
            return await run.ConfigureAwait(false);
        }

        shell.BeginStop(null, null);
        if (await Task.WhenAny(run, Task.Delay(StopTime, CancellationToken.None)).ConfigureAwait(false) == run)
        {
            _idle.Add(thread);
        }
        else
        {
            thread.Dispose();
        }

        stop.ThrowIfCancellationRequested();
        return new ProbeResult(ProbeOutcome.ScriptFailed, clock.Elapsed)
        {
            Detail = $"The script {NameOf(target.Check)}was stopped: it had not ended within {target.Check.Timeout.TotalSeconds} s.",
        };
    }

    /// <summary>Ends the threads that wait for work.</summary>
    public void Dispose()
    {
        foreach (ScriptThread thread in _idle)
        {
            thread.Dispose();
        }
    }

    /// <summary>Which one it is, where it has a name.</summary>
    private static string NameOf(State.IpvsHealthCheck check) => check.ScriptPath is { } path ? $"'{path}' " : string.Empty;

    private void Prepare(PowerShell shell, ProbeTarget target)
    {
        State.IpvsHealthCheck check = target.Check;
        if (check.ScriptText is { } text)
        {
            shell.AddScript(text, useLocalScope: true);
            if (_using.TryGetValue(text, out Hashtable? values) && values.Count > 0)
            {
                shell.AddParameter("--%", values);
            }

            shell.AddArgument(ToRealServer(target));
            return;
        }

        IEnumerable<string> arguments = (check.ScriptArguments ?? string.Empty)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(argument =>
                argument
                    .Replace("{RealAddress}", $"{target.Address}", StringComparison.OrdinalIgnoreCase)
                    .Replace("{RealPort}", $"{target.Port}", StringComparison.OrdinalIgnoreCase)
            );
        shell
            .AddScript(FileScript, useLocalScope: true)
            .AddArgument(check.ScriptPath)
            .AddArgument(arguments.ToArray())
            .AddArgument(check.SetsWeight);
    }

    private static PSObject ToRealServer(ProbeTarget target)
    {
        var server = new PSObject();
        server.Properties.Add(new PSNoteProperty("RealAddress", $"{target.Address}"));
        server.Properties.Add(new PSNoteProperty("RealPort", target.Port));
        return server;
    }
}
