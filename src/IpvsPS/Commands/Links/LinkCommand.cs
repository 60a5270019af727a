using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>What cmdlets for links and addresses share: the connection with the kernel, and finding a link by name.</summary>
public abstract class LinkCommand : NamespacedCommand
{
    private NamespaceClients<LinkClient>? _clients;

    internal NamespaceClients<LinkClient> Clients => _clients ??= Keep(new NamespaceClients<LinkClient>(LinkClient.Open));

    /// <summary>The client of the namespace that the parameters name now.</summary>
    internal LinkClient Client => Clients.In(NetNamespace, Cancellation);

    /// <summary>A link by its name, after a check of the name.</summary>
    internal static NetLink FindLink(LinkClient client, string name)
    {
        LinkErrors.ThrowIfInvalidName(name);
        return client.GetLink(name);
    }
}
