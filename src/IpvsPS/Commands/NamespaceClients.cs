using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>One client for each namespace that an invocation meets, opened when first needed.</summary>
internal sealed class NamespaceClients<TClient>(Func<NetNamespaceHandle, CancellationToken, TClient> open) : IDisposable
    where TClient : class, IDisposable
{
    private readonly Dictionary<(ulong Device, ulong Inode), TClient> _clients = [];

    /// <summary>The client of the namespace, or of the runspace's present one where none is named.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be opened or entered.</exception>
    public TClient In(NetNamespace? netns, CancellationToken cancellation) =>
        NamespaceStack.With(netns, handle => GetOrOpen(handle, cancellation));

    public void Dispose()
    {
        foreach (TClient client in _clients.Values)
        {
            client.Dispose();
        }

        _clients.Clear();
    }

    private TClient GetOrOpen(NetNamespaceHandle handle, CancellationToken cancellation)
    {
        var key = (handle.Identity.Device, handle.Identity.Inode);
        bool isOpen = _clients.TryGetValue(key, out TClient? client);
        if (isOpen && client is not INetlinkClient { IsFaulted: true })
        {
            return client!;
        }

        // A fault closes a connection for good; the next input gets a new one.
        client?.Dispose();
        _clients.Remove(key);
        client = open(handle, cancellation);
        _clients.Add(key, client);
        return client;
    }
}
