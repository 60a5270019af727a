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

    /// <summary>A link by its name or an alternative name, after a check of the name.</summary>
    internal static NetLink FindLink(LinkClient client, string name)
    {
        LinkErrors.ThrowIfUnfindable(name);
        return client.GetLink(name);
    }

    /// <summary>The indexes of the links that names and wildcards choose; null where none are given. A literal that is missing is an error.</summary>
    /// <param name="client">The client.</param>
    /// <param name="texts">Names, alternative names and wildcards over both.</param>
    /// <param name="isComplete">Whether each literal was found.</param>
    private protected HashSet<int>? FindLinks(LinkClient client, string[]? texts, out bool isComplete)
    {
        isComplete = true;
        if (NamePattern.ParseAll(texts) is not { } names)
        {
            return null;
        }

        var found = new HashSet<int>();
        if (Array.Exists(names, name => name.IsWildcard))
        {
            isComplete = Attempt(texts, LinkErrors.Describe, () => found.UnionWith(client.ListLinks()
                .Where(link => Array.Exists(names, name => name.IsWildcard && name.Matches(link))).Select(link => link.Index)));
        }

        foreach (NamePattern name in names)
        {
            isComplete &= name.IsWildcard || Attempt(name.Text, LinkErrors.Describe, () => found.Add(FindLink(client, name.Literal).Index));
        }

        return found;
    }
}
