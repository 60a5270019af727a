using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <content>Addresses.</content>
public sealed partial class LinkClient
{
    /// <summary>Every address, by link; a link's IPv4 addresses come first.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLinkAddress> ListAddresses()
    {
        // Links second: an address whose link is not among them has gone with its link meanwhile.
        List<NetLinkAddress> addresses = ListAddresses(0, "list the addresses");
        Dictionary<int, string> names = NamesByIndex(ListLinks());
        addresses.RemoveAll(address => !names.ContainsKey(address.LinkIndex));
        foreach (NetLinkAddress address in addresses)
        {
            address.LinkName = names[address.LinkIndex];
        }

        return [.. addresses.OrderBy(address => address.LinkIndex)];
    }

    /// <summary>The addresses of one link, IPv4 first.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLinkAddress> ListAddresses(NetLink link)
    {
        List<NetLinkAddress> addresses = ListAddresses(link.Index, $"list the addresses of {link.Name}");
        foreach (NetLinkAddress address in addresses)
        {
            address.LinkName = link.Name;
        }

        return addresses;
    }

    /// <summary>Adds addresses in batches; each names its link by index.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was added is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> AddAddresses(IReadOnlyList<NetLinkAddress> addresses) =>
        ExecuteBatch(
            addresses,
            new(AddressMessages.Add, address => $"add {address} to {address.LinkName}{Place}", "addresses", Errno.EEXIST)
        );

    /// <summary>Removes addresses in batches; each names its link by index.</summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    /// <exception cref="NetlinkException">The connection failed: what was removed is not known.</exception>
    public List<(int Index, NetlinkException Refusal)> RemoveAddresses(IReadOnlyList<NetLinkAddress> addresses) =>
        ExecuteBatch(
            addresses,
            new(AddressMessages.Remove, address => $"remove {address} from {address.LinkName}{Place}", "addresses", Errno.EADDRNOTAVAIL)
        );

    private List<NetLinkAddress> ListAddresses(int linkIndex, string operation)
    {
        _request.Clear();
        AddressMessages.List(_request, linkIndex);
        List<NetLinkAddress> addresses = _connection.Dump(operation + Place, _request, AddressReplies.Read);

        // Kernels before 4.20 know no filter by link and answer with all of them.
        addresses.RemoveAll(address => linkIndex != 0 && address.LinkIndex != linkIndex);
        foreach (NetLinkAddress address in addresses)
        {
            address.NetNamespace = NetNamespace;
        }

        return addresses;
    }
}
