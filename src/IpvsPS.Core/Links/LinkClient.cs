using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>One address of a batch that the kernel refused, and why.</summary>
internal readonly record struct LinkAddressFailure(NetLinkAddress Address, NetlinkException Exception);

/// <summary>Lists and changes the links and addresses of one network namespace.</summary>
internal sealed class LinkClient : INetlinkClient
{
    private readonly NetlinkConnection _connection;
    private readonly NetlinkWriter _request = new();

    public LinkClient(NetlinkConnection connection, NetNamespace space)
    {
        _connection = connection;
        NetNamespace = space;
        Place = space.IsHome ? string.Empty : $" in namespace {space}";
    }

    public NetNamespace NetNamespace { get; }

    /// <summary>Where this client works, to end a sentence with; nothing for the home namespace.</summary>
    public string Place { get; }

    public bool IsFaulted => _connection.IsFaulted;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static LinkClient Open(NetNamespaceHandle space, CancellationToken cancellation) =>
        new(NamespaceThread.Connect(space, NetlinkProtocol.Route, cancellation), space.Identity);

    public void Dispose() => _connection.Dispose();

    /// <summary>Every link, by index.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLink> ListLinks()
    {
        _request.Clear();
        LinkMessages.ListLinks(_request);
        List<NetLink> links = _connection.Dump($"list the links{Place}", _request, LinkReplies.ReadLink);
        links.Sort((left, right) => left.Index.CompareTo(right.Index));
        Dictionary<int, string> names = NamesByIndex(links);
        foreach (NetLink link in links)
        {
            link.Master = link.MasterIndex is { } index ? names.GetValueOrDefault(index) : null;
            link.NetNamespace = NetNamespace;
        }

        return links;
    }

    /// <exception cref="NetlinkException">ENODEV where there is no such link.</exception>
    public NetLink GetLink(string name)
    {
        _request.Clear();
        LinkMessages.GetLink(_request, name);
        return Complete(_connection.Query($"find the link {name}{Place}", _request, LinkReplies.ReadLink));
    }

    /// <exception cref="NetlinkException">ENODEV where there is no such link.</exception>
    public NetLink GetLink(int index) => Complete(Find(index));

    /// <exception cref="NetlinkException">
    /// EEXIST where the name is taken, EOPNOTSUPP where the kernel has no such kind.
    /// </exception>
    public void CreateLink(string name, string kind, NetLinkState state, int? mtu)
    {
        _request.Clear();
        LinkMessages.CreateLink(_request, name, kind, state, mtu);
        _connection.Execute($"create the {kind} link {name}{Place}", _request);
    }

    /// <exception cref="NetlinkException">EEXIST where the new name is taken, EBUSY where only a link that is down can be renamed.</exception>
    public void ChangeLink(NetLink link, LinkChange change)
    {
        _request.Clear();
        LinkMessages.ChangeLink(_request, link.Index, change);
        _connection.Execute($"change the link {link.Name}{Place}", _request);
    }

    /// <summary>Moves a link to another namespace; it arrives down and without its addresses.</summary>
    /// <exception cref="NetlinkException">EEXIST where its name is taken there, EINVAL where it cannot leave its namespace.</exception>
    public void MoveLink(NetLink link, NetNamespaceHandle destination)
    {
        _request.Clear();
        LinkMessages.MoveLink(_request, link.Index, destination.Descriptor);
        _connection.Execute($"move the link {link.Name}{Place} to {destination.Identity}", _request);
    }

    /// <exception cref="NetlinkException">EOPNOTSUPP where the link cannot be removed, as hardware and lo.</exception>
    public void RemoveLink(NetLink link)
    {
        _request.Clear();
        LinkMessages.DeleteLink(_request, link.Index);
        _connection.Execute($"remove the link {link.Name}{Place}", _request);
    }

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

    /// <summary>Adds addresses in one batch; each names its link by index.</summary>
    /// <returns>Those that the kernel refused.</returns>
    /// <exception cref="NetlinkException">The conversation failed: what was added is not known.</exception>
    public List<LinkAddressFailure> AddAddresses(IReadOnlyList<NetLinkAddress> addresses) =>
        ExecuteBatch(addresses, LinkMessages.AddAddress, address => $"add {address} to {address.LinkName}{Place}");

    /// <summary>Removes addresses in one batch; each names its link by index.</summary>
    /// <returns>Those that the kernel refused.</returns>
    /// <exception cref="NetlinkException">The conversation failed: what was removed is not known.</exception>
    public List<LinkAddressFailure> RemoveAddresses(IReadOnlyList<NetLinkAddress> addresses) =>
        ExecuteBatch(addresses, LinkMessages.RemoveAddress, address => $"remove {address} from {address.LinkName}{Place}");

    private List<LinkAddressFailure> ExecuteBatch(
        IReadOnlyList<NetLinkAddress> addresses, Action<NetlinkWriter, NetLinkAddress> write, Func<NetLinkAddress, string> describe)
    {
        _request.Clear();
        foreach (NetLinkAddress address in addresses)
        {
            write(_request, address);
        }

        string operation = addresses.Count == 1 ? describe(addresses[0]) : $"change {addresses.Count} addresses{Place}";
        return _connection.ExecuteBatch(operation, _request).ConvertAll(failure => new LinkAddressFailure(
            addresses[failure.Index],
            new NetlinkException(describe(addresses[failure.Index]), failure.Error, failure.KernelMessage)));
    }

    private List<NetLinkAddress> ListAddresses(int linkIndex, string operation)
    {
        _request.Clear();
        LinkMessages.ListAddresses(_request, linkIndex);
        List<NetLinkAddress> addresses = _connection.Dump(operation + Place, _request, LinkReplies.ReadAddress);

        // Kernels before 4.20 know no filter by link and answer with all of them.
        addresses.RemoveAll(address => linkIndex != 0 && address.LinkIndex != linkIndex);
        foreach (NetLinkAddress address in addresses)
        {
            address.NetNamespace = NetNamespace;
        }

        return addresses;
    }

    private static Dictionary<int, string> NamesByIndex(List<NetLink> links)
    {
        var names = new Dictionary<int, string>(links.Count);
        foreach (NetLink link in links)
        {
            names[link.Index] = link.Name;
        }

        return names;
    }

    private NetLink Complete(NetLink link)
    {
        link.NetNamespace = NetNamespace;
        link.Master = link.MasterIndex is { } master ? Find(master).Name : null;
        return link;
    }

    private NetLink Find(int index)
    {
        _request.Clear();
        LinkMessages.GetLink(_request, index);
        return _connection.Query($"find the link with index {index}{Place}", _request, LinkReplies.ReadLink);
    }
}
