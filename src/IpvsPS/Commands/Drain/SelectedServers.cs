using IpvsPS.Drain;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>The real servers of one namespace that an invocation is about, and what is needed to work on them.</summary>
internal sealed class SelectedServers(NetNamespaceHandle netns, IpvsClient client) : IDisposable
{
    private readonly Dictionary<RealServerId, IpvsRealServer> _servers = [];

    /// <summary>The client for the pipeline's thread.</summary>
    public IpvsClient Client => client;

    public NetNamespaceHandle Namespace => netns;

    public StateFile<SuspensionTable> File { get; } = SuspensionTable.File(StateDirectory.Default, netns.Identity);

    public IReadOnlyCollection<RealServerId> Ids => _servers.Keys;

    /// <summary>The real server as it was when it was selected.</summary>
    public IpvsRealServer this[RealServerId id] => _servers[id];

    /// <summary>Adds one, unless it is there.</summary>
    public bool Add(IpvsRealServer server) => _servers.TryAdd(RealServerId.Of(server), server);

    public void Remove(RealServerId id) => _servers.Remove(id);

    public bool Contains(RealServerId id) => _servers.ContainsKey(id);

    /// <summary>The engine that takes weights away and gives them back, with a connection of its own.</summary>
    public RealServerDrain OpenDrain(IpvsClient connection, CancellationToken cancellation) => new(connection, File, cancellation);

    /// <summary>The real server as an object, with a weight and what is remembered.</summary>
    public Objects.IpvsRealServer ToObject(RealServerId id, int weight, Suspension? suspension)
    {
        IpvsRealServer server = _servers[id];
        server.Weight = weight;
        return new Objects.IpvsRealServer(server) { Suspension = suspension };
    }

    public void Dispose() => netns.Dispose();
}
