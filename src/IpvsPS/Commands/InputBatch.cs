using IpvsPS.Errors;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// Sends what is to be done for many inputs in one batch. Where the first error is to be the end of the command, it sends
/// one input at a time: what comes after the error must not have been done.
/// </summary>
internal sealed class InputBatch(CancellableCommand command)
{
    /// <summary>Plans what to do for each input, sends the plans, and hands over what was done, in the order of the inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="plan">Throws what is wrong with an input, or returns what to do for it, or null for nothing.</param>
    /// <param name="send">Sends plans and returns what the kernel refused, by place.</param>
    /// <param name="done">Takes what was done.</param>
    public void Send<TInput, TPlan>(
        IEnumerable<TInput> inputs,
        Func<TInput, TPlan?> plan,
        Func<IReadOnlyList<TPlan>, List<(int Index, NetlinkException Refusal)>> send,
        Action<TPlan> done
    )
        where TPlan : class
    {
        bool goesOneByOne = command.Parameters.EndsWithFirstError;
        var ready = new List<TPlan>();
        foreach (TInput input in inputs)
        {
            command.TryInput(
                input,
                (Plan: plan, Ready: ready),
                static (input, to) =>
                {
                    if (to.Plan(input) is { } planned)
                    {
                        to.Ready.Add(planned);
                    }
                }
            );
            if (goesOneByOne)
            {
                Send(ready, send, done);
                ready.Clear();
            }
        }

        Send(ready, send, done);
    }

    /// <summary>Does something else for what the kernel refused with one error, and returns what is refused then.</summary>
    /// <param name="refusals">What the kernel refused, by place.</param>
    /// <param name="error">The error.</param>
    /// <param name="repeat">Does it for the plan at a place.</param>
    public static List<(int Index, NetlinkException Refusal)> Retry(
        List<(int Index, NetlinkException Refusal)> refusals,
        Errno error,
        Action<int> repeat
    )
    {
        var left = new List<(int Index, NetlinkException Refusal)>();
        foreach ((int index, NetlinkException refusal) in refusals)
        {
            try
            {
                if (refusal.Error != error)
                {
                    throw refusal;
                }

                repeat(index);
            }
            catch (NetlinkException e)
            {
                left.Add((index, e));
            }
        }

        return left;
    }

    private void Send<T>(List<T> plans, Func<IReadOnlyList<T>, List<(int Index, NetlinkException Refusal)>> send, Action<T> done)
        where T : class
    {
        if (plans.Count > 0)
        {
            command.TryInput(plans[0], () => Settle(plans, send(plans), done));
        }
    }

    private void Settle<T>(List<T> plans, List<(int Index, NetlinkException Refusal)> refusals, Action<T> done)
        where T : class
    {
        command.Changes.Add(plans.Count - refusals.Count);
        int next = 0;
        for (int i = 0; i < plans.Count; i++)
        {
            if (next < refusals.Count && refusals[next].Index == i)
            {
                command.WriteError(ErrorRecords.From(refusals[next++].Refusal, plans[i], command.Describe)!);
            }
            else
            {
                done(plans[i]);
            }
        }
    }
}
