using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Links;

/// <summary>Lists and changes the links, addresses and routes of one network namespace.</summary>
public sealed partial class LinkClient : INetlinkClient
{
    private readonly NetlinkConnection _connection;
    private readonly NetlinkWriter _request = new();

    internal LinkClient(NetlinkConnection connection, NetNamespace netns)
    {
        _connection = connection;
        NetNamespace = netns;
        Place = netns.IsHome ? string.Empty : $" in namespace {netns}";
    }

    /// <summary>The network namespace of the links.</summary>
    public NetNamespace NetNamespace { get; }

    /// <summary>Where this client works, to end a sentence with; nothing for the home namespace.</summary>
    public string Place { get; }

    /// <inheritdoc/>
    public bool IsFaulted => _connection.IsFaulted;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static LinkClient Open(NetNamespaceHandle netns, CancellationToken cancellation) =>
        new(NamespaceThread.Connect(netns, NetlinkProtocol.Route, cancellation), netns.Namespace);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Every link, by index, with its counters if they are asked for.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<NetLink> ListLinks(bool withCounters = false)
    {
        _request.Clear();
        LinkMessages.ListLinks(_request, withCounters);
        List<NetLink> links = _connection.Dump($"list the links{Place}", _request, LinkReplies.ReadLink);
        links.Sort((left, right) => left.Index.CompareTo(right.Index));
        Dictionary<int, string> names = NamesByIndex(links);
        foreach (NetLink link in links)
        {
            link.Master = link.MasterIndex is { } index ? names.GetValueOrDefault(index) : null;
            link.NetNamespace = NetNamespace;
            link.Counters = withCounters ? link.Counters : null;
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
    /// EEXIST where the name is taken or a tunnel with these ends is there, EOPNOTSUPP where the kernel has no such kind.
    /// </exception>
    public void CreateLink(LinkSpec plan)
    {
        _request.Clear();
        LinkMessages.CreateLink(_request, plan);
        _connection.Execute($"create the {plan.Kind} link {plan.Name}{Place}", _request);
    }

    /// <exception cref="NetlinkException">EEXIST where the new name is taken, EBUSY where only a link that is down can be
    /// renamed.</exception>
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
        _connection.Execute($"move the link {link.Name}{Place} to {destination.Namespace}", _request);
    }

    /// <exception cref="NetlinkException">EOPNOTSUPP where the link cannot be removed, as hardware and lo.</exception>
    public void RemoveLink(NetLink link)
    {
        _request.Clear();
        LinkMessages.DeleteLink(_request, link.Index);
        _connection.Execute($"remove the link {link.Name}{Place}", _request);
    }

    /// <summary>
    /// Sends items in batches, each written as one message. After lost answers the items without one are sent again:
    /// one that is as it is to be was done the first time.
    /// </summary>
    /// <returns>What the kernel refused, by place, in order.</returns>
    private List<(int Index, NetlinkException Refusal)> ExecuteBatch<T>(IReadOnlyList<T> items, BatchWork<T> work)
    {
        string operation = items.Count == 1 ? work.Describe(items[0]) : $"change {items.Count} {work.Plural}{Place}";
        var batch = new NetlinkBatch(
            _request,
            (messages, isRepeat) => _connection.ExecuteDatagram(operation, messages, isStoppable: !isRepeat)
        )
        {
            IsDone = (_, refusal) => refusal == work.IsDone,
        };
        foreach (T item in items)
        {
            work.Write(_request, item);
            batch.EndMessage();
        }

        batch.Flush();
        return batch.Failures.ConvertAll(failure =>
            (failure.Index, new NetlinkException(work.Describe(items[failure.Index]), failure.Error, failure.KernelMessage))
        );
    }

    /// <summary>What a batch does with each of its items.</summary>
    /// <param name="Write">Writes its message.</param>
    /// <param name="Describe">Says what is done, in words.</param>
    /// <param name="Plural">What several items are called.</param>
    /// <param name="IsDone">The refusal that says that it is as it is to be.</param>
    private sealed record BatchWork<T>(Action<NetlinkWriter, T> Write, Func<T, string> Describe, string Plural, Errno IsDone);

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
        link.Counters = null;
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
