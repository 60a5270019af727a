using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Scopes;

/// <summary>
/// One client for each namespace that an invocation meets, opened when first needed. Those used last stay open; a pipeline through
/// hundreds of namespaces must not run out of descriptors. An open client holds its namespace, so that its inode is nobody else's.
/// </summary>
internal sealed class NamespaceClients<TClient>(Func<NetNamespaceHandle, CancellationToken, TClient> open) : IDisposable
    where TClient : class, IDisposable
{
    /// <summary>More than any command uses at the same time.</summary>
    private const int MostOpen = 32;

    /// <summary>The open clients, the one used last at the end.</summary>
    private readonly List<OpenClient> _clients = [];

    /// <summary>The client of the namespace, or of the runspace's present one where none is named.</summary>
    /// <param name="netns">The namespace; the same object is looked up once, so that a name that is given to another meanwhile changes
    /// nothing.</param>
    /// <param name="cancellation">Ends the client's waiting.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be opened or entered.</exception>
    public TClient In(NetNamespace? netns, CancellationToken cancellation)
    {
        if (netns is null)
        {
            return GetOrOpen(NamespaceStack.Current.Top, null, cancellation);
        }

        int index = _clients.FindIndex(client => ReferenceEquals(client.Given, netns));
        return index >= 0 && Reuse(index) is { } open ? open : Open(netns, cancellation);
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Value.Dispose());
        _clients.Clear();
    }

    private TClient Open(NetNamespace netns, CancellationToken cancellation) =>
        NamespaceStack.With(netns, handle => GetOrOpen(handle, netns, cancellation));

    private TClient GetOrOpen(NetNamespaceHandle handle, NetNamespace? given, CancellationToken cancellation)
    {
        NamespaceFileId fileId = handle.FileId;
        int index = _clients.FindIndex(client => client.FileId == fileId);
        if (index >= 0 && Reuse(index) is { } client)
        {
            _clients[^1] = _clients[^1] with { Given = given };
            return client;
        }

        if (_clients.Count == MostOpen)
        {
            Close(0);
        }

        client = open(handle, cancellation);
        _clients.Add(new OpenClient(fileId, given, client));
        return client;
    }

    /// <summary>The client at a place, moved to the end; null where a fault has closed its connection for good: the next input gets a new
    /// one.</summary>
    private TClient? Reuse(int index)
    {
        OpenClient client = _clients[index];
        if (client.Value is INetlinkClient { IsFaulted: true })
        {
            Close(index);
            return null;
        }

        _clients.RemoveAt(index);
        _clients.Add(client);
        return client.Value;
    }

    private void Close(int index)
    {
        _clients[index].Value.Dispose();
        _clients.RemoveAt(index);
    }

    private sealed record OpenClient(NamespaceFileId FileId, NetNamespace? Given, TClient Value);
}
