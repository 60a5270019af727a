using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>What the cmdlets share that talk to the kernel's IPVS: the connection with it.</summary>
public abstract class IpvsCommand : NamespacedCommand
{
    private NamespaceClients<IpvsClient>? _clients;

    /// <summary>The client of the namespace that the parameters name now.</summary>
    internal IpvsClient Client => (_clients ??= Keep(new NamespaceClients<IpvsClient>(IpvsClient.Open))).In(NetNamespace, Cancellation);
}
