using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that talk to the kernel's IPVS: the conversation with it.</summary>
public abstract class IpvsCommand : NamespacedCommand
{
    private NamespaceClients<IpvsClient>? _clients;

    /// <summary>The client of the namespace that the parameters name now.</summary>
    internal IpvsClient Client => (_clients ??= Keep(new NamespaceClients<IpvsClient>(IpvsClient.Open))).In(NetNamespace, Cancellation);

    /// <summary>
    /// Checks each input, and sends those that pass in one batch, or one by one where the first error is to be the end:
    /// what comes after it must not have been done. What was done is written in the order of the inputs.
    /// </summary>
    /// <param name="items">The inputs.</param>
    /// <param name="check">Throws what is wrong with an input, or returns whether to go on with it.</param>
    /// <param name="send">Sends inputs and returns what the kernel refused, by place.</param>
    /// <param name="write">Writes an input that was done.</param>
    private protected void SendAll<T>(
        IEnumerable<T> items, Predicate<T> check, Func<IReadOnlyList<T>, List<(int Index, NetlinkException Refusal)>> send, Action<T> write)
    {
        bool goesOneByOne = EndsWithFirstError;
        var ready = new List<T>();
        foreach (T item in items)
        {
            bool isReady = false;
            if (Attempt(item, IpvsErrors.Describe, () => isReady = check(item)) && isReady)
            {
                ready.Add(item);
            }

            if (goesOneByOne)
            {
                Send(ready, send, write);
                ready.Clear();
            }
        }

        Send(ready, send, write);
    }

    private void Send<T>(List<T> items, Func<IReadOnlyList<T>, List<(int Index, NetlinkException Refusal)>> send, Action<T> write)
    {
        List<(int Index, NetlinkException Refusal)> refusals = [];
        if (items.Count == 0 || !Attempt(items[0], IpvsErrors.Describe, () => refusals = send(items)))
        {
            return;
        }

        int next = 0;
        for (int i = 0; i < items.Count; i++)
        {
            T item = items[i];
            if (next < refusals.Count && refusals[next].Index == i)
            {
                NetlinkException refusal = refusals[next++].Refusal;
                WriteError(IpvsErrors.Describe(refusal, item) ?? KernelErrors.Describe(refusal, item));
            }
            else
            {
                write(item);
            }
        }
    }
}
