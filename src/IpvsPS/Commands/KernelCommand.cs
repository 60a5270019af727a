using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What every cmdlet shares: stopping, what to close at the end, and one error a failing input.</summary>
public abstract class KernelCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _resources = [];
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private bool? _isUnasked;

    internal CancellationToken Cancellation => _stop.Token;

    /// <summary>Notes which parameters were typed.</summary>
    protected override void BeginProcessing() => _typed.UnionWith(MyInvocation.BoundParameters.Keys);

    /// <summary>Cancels the waiting for the kernel; PowerShell calls it on Ctrl-C.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Closes the sockets and descriptors of this invocation.</summary>
    public void Dispose()
    {
        foreach (IDisposable resource in _resources)
        {
            resource.Dispose();
        }

        _resources.Clear();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Has a socket or a descriptor closed at the end of this invocation.</summary>
    internal T Keep<T>(T resource)
        where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Whether a parameter was given for this input, typed or piped, even as null.</summary>
    private protected bool IsNamed(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>Whether a parameter stands on the command line, and is not bound from the pipeline.</summary>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>Whether anybody reads what is said with WriteVerbose, so that thousands of lines need not be made for nobody.</summary>
    private protected bool IsVerbose =>
        IsTyped("Verbose")
        || !LanguagePrimitives.TryConvertTo(GetVariableValue("VerbosePreference"), out ActionPreference preference)
        || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>Whether the first error is the end of the command: -ErrorAction, or $ErrorActionPreference, is Stop or asks.</summary>
    private protected bool EndsWithFirstError
    {
        get
        {
            object? preference = MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? typed)
                ? typed
                : GetVariableValue("ErrorActionPreference");
            return LanguagePrimitives.TryConvertTo(preference, out ActionPreference action)
                && action is not (ActionPreference.Continue or ActionPreference.SilentlyContinue or ActionPreference.Ignore);
        }
    }

    /// <summary>
    /// Does one input's work. A refusal becomes one error record and false, so that the other inputs go on;
    /// anything that is not a refusal passes through.
    /// </summary>
    internal bool Attempt(object? target, ErrorDescriber describe, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (NetlinkException e)
        {
            WriteError(describe(e, target) ?? KernelErrors.Describe(e, target));
        }
        catch (NetNamespaceException e)
        {
            WriteError(NamespaceErrors.Describe(e, target));
        }
        catch (CommandException e)
        {
            WriteError(e.ToErrorRecord(target));
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested)
        {
            if (e is BatchStoppedException { DoneCount: > 0 and var done })
            {
                SayStopped(done);
            }

            throw new PipelineStoppedException();
        }

        return false;
    }

    /// <summary>Makes a change for each input, one after the other; after a stop says how many were made.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="isAllowed">Whether to make the change.</param>
    /// <param name="change">Makes the change.</param>
    /// <param name="describe">The words for the kernel's refusals.</param>
    private protected void ChangeEach<T>(IEnumerable<T> inputs, Predicate<T> isAllowed, Action<T> change, ErrorDescriber describe)
    {
        int done = 0;
        try
        {
            foreach (T input in inputs)
            {
                bool isChanged = false;
                Attempt(
                    input,
                    describe,
                    () =>
                    {
                        if (isAllowed(input))
                        {
                            change(input);
                            isChanged = true;
                        }
                    }
                );
                done += isChanged ? 1 : 0;
            }
        }
        catch (PipelineStoppedException) when (done > 0 && Stopping)
        {
            SayStopped(done);
            throw;
        }
    }

    /// <summary>
    /// Whether ShouldProcess would neither say nor ask anything, so that thousands of items need not ask it one by one:
    /// each time it makes its words anew, which takes longer than the work.
    /// </summary>
    private protected bool IsUnasked => _isUnasked ??= !AsksOrSays();

    /// <summary>
    /// Plans what to do for each input, and sends the plans in one batch, or one by one where the first error is to be
    /// the end: what comes after it must not have been done. What was done is written in the order of the inputs.
    /// </summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="plan">Throws what is wrong with an input, or returns what to do for it, or null for nothing.</param>
    /// <param name="send">Sends plans and returns what the kernel refused, by place.</param>
    /// <param name="write">Takes what was done.</param>
    /// <param name="describe">The words for the kernel's refusals.</param>
    private protected void SendAll<TInput, TPlan>(
        IEnumerable<TInput> inputs,
        Func<TInput, TPlan?> plan,
        Func<IReadOnlyList<TPlan>, List<(int Index, NetlinkException Refusal)>> send,
        Action<TPlan> write,
        ErrorDescriber describe
    )
        where TPlan : class
    {
        bool goesOneByOne = EndsWithFirstError;
        var ready = new List<TPlan>();
        foreach (TInput input in inputs)
        {
            TPlan? planned = null;
            if (Attempt(input, describe, () => planned = plan(input)) && planned is not null)
            {
                ready.Add(planned);
            }

            if (goesOneByOne)
            {
                Send(ready, send, write, describe);
                ready.Clear();
            }
        }

        Send(ready, send, write, describe);
    }

    private void Send<T>(
        List<T> plans,
        Func<IReadOnlyList<T>, List<(int Index, NetlinkException Refusal)>> send,
        Action<T> write,
        ErrorDescriber describe
    )
        where T : class
    {
        List<(int Index, NetlinkException Refusal)> refusals = [];
        if (plans.Count == 0 || !Attempt(plans[0], describe, () => refusals = send(plans)))
        {
            return;
        }

        int next = 0;
        for (int i = 0; i < plans.Count; i++)
        {
            T plan = plans[i];
            if (next < refusals.Count && refusals[next].Index == i)
            {
                NetlinkException refusal = refusals[next++].Refusal;
                WriteError(describe(refusal, plan) ?? KernelErrors.Describe(refusal, plan));
            }
            else
            {
                write(plan);
            }
        }
    }

    /// <summary>Nothing can be written any more, and whoever stopped it wants to know.</summary>
    private void SayStopped(int done) =>
        Host.UI.WriteWarningLine(
            $"Stopped between two batches after {Quantity.Of(done, "change")}, in the order given. The same command again makes "
                + "the rest, and reports what is done already."
        );

    private bool AsksOrSays()
    {
        bool isTyped = IsTyped("WhatIf") || IsTyped("Confirm") || IsTyped("Debug");
        bool isAsking =
            !LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact confirm)
            || confirm is not (ConfirmImpact.None or ConfirmImpact.High);
        return isTyped || IsVerbose || isAsking || LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
    }
}
