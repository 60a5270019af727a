using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that talk to the kernel's IPVS: the connection with it.</summary>
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
        where T : class =>
        SendAll(items, item => check(item) ? item : null, send, write, IpvsErrors.Describe);
}
