using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <content>Neighbours.</content>
public sealed partial class LinkClient
{
    /// <summary>The neighbours on all links, or on one: by link, IPv4 first, each family by address.</summary>
    /// <param name="link">The one link, or null for all.</param>
    /// <returns>The neighbours, those that nobody is asked for (NoArp) among them.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLinkNeighbor> ListNeighbors(NetLink? link = null)
    {
        int linkIndex = link?.Index ?? 0;
        _request.Clear();
        NeighborMessages.List(_request, linkIndex);
        string operation = $"list the neighbours{(link is null ? string.Empty : $" on {link.Name}")}{Place}";
        List<NetLinkNeighbor> neighbors = _connection.Dump(operation, _request, NeighborMessages.Read);

        // Links second: a neighbour whose link is not among them has gone with its link meanwhile. Kernels before 5.0 know
        // no filter by link.
        Dictionary<int, string> names = link is null ? NamesByIndex(ListLinks()) : new() { [link.Index] = link.Name };
        neighbors.RemoveAll(neighbor => !names.ContainsKey(neighbor.LinkIndex));
        foreach (NetLinkNeighbor neighbor in neighbors)
        {
            neighbor.LinkName = names[neighbor.LinkIndex];
            neighbor.NetNamespace = NetNamespace;
        }

        return [.. neighbors.OrderBy(neighbor => neighbor.LinkIndex).ThenBy(neighbor => InetAddress.FromIPAddress(neighbor.Address))];
    }

    /// <summary>Adds neighbours in batches; each names its link by index.</summary>
    /// <param name="neighbors">The neighbours.</param>
    /// <returns>What the kernel refused, by place, in order; EEXIST where a neighbour is there.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was added is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> AddNeighbors(IReadOnlyList<NetLinkNeighbor> neighbors) =>
        ExecuteBatch(neighbors, new(NeighborMessages.Add, neighbor => $"add the neighbour {neighbor}{Place}", "neighbours", Errno.EEXIST));
}
