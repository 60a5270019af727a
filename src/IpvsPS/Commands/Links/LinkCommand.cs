using IpvsPS.Errors;
using IpvsPS.Links;

namespace IpvsPS.Commands;

/// <summary>What cmdlets for links and addresses share: the conversation with the kernel, and finding a link by name.</summary>
public abstract class LinkCommand : NamespacedCommand
{
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);

    internal NamespaceClients<LinkClient> Clients { get; private set; } = null!;

    /// <summary>The client of the namespace that the parameters name now.</summary>
    internal LinkClient Client => Clients.In(NetNamespace, Cancellation);

    /// <summary>Notes which parameters were typed.</summary>
    protected override void BeginProcessing()
    {
        _typed.UnionWith(MyInvocation.BoundParameters.Keys);
        Clients = Keep(new NamespaceClients<LinkClient>(LinkClient.Open));
    }

    /// <summary>Whether a parameter was typed, and not bound from the pipeline.</summary>
    internal bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>A link by its name, after a check of the name.</summary>
    internal static NetLink FindLink(LinkClient client, string name)
    {
        LinkErrors.ThrowIfInvalidName(name);
        return client.GetLink(name);
    }
}
