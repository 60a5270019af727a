using System.Runtime.CompilerServices;
using System.Text.Json;
using IpvsPS.Errors;
using IpvsPS.Kubernetes;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;

namespace IpvsPS.Commands;

/// <summary>A cluster that is listed or watched: what lies between the API server and the engine.</summary>
internal sealed class ClusterWatch : IDisposable
{
    private static readonly (ClusterKind Kind, WatchedResource Resource)[] Kinds =
    [
        (ClusterKind.Service, WatchedResource.Services),
        (ClusterKind.EndpointSlice, WatchedResource.EndpointSlices),
        (ClusterKind.Node, WatchedResource.Nodes),
        (ClusterKind.ServiceRange, WatchedResource.ServiceRanges),
    ];

    private readonly ClusterConnection _connection;
    private IReadOnlyList<WatchedResource> _there = [];

    private ClusterWatch(ClusterConnection connection) => _connection = connection;

    public Uri Server => _connection.Server;

    /// <summary>The kinds that the server has.</summary>
    public IEnumerable<ClusterKind> KindsThere => Kinds.Where(one => _there.Contains(one.Resource)).Select(one => one.Kind);

    /// <summary>Reads where the API server is.</summary>
    /// <param name="kubeconfig">The kubeconfig; null for what kubectl would take, or the pod that this is in.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="server">Another address of the server; null for the one that is found.</param>
    /// <exception cref="CommandException">Something of it is missing or wrong.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ClusterWatch Open(string? kubeconfig, string? context, Uri? server)
    {
        if (server is not null && (!server.IsAbsoluteUri || server.Scheme is not ("https" or "http")))
        {
            throw new CommandException(
                "IpvsKubernetesServerInvalid",
                System.Management.Automation.ErrorCategory.InvalidArgument,
                $"-Server {server} is no address of a server: write https://10.0.0.1:6443."
            );
        }

        ClusterSource source = kubeconfig is null ? ClusterSource.Default() : new ClusterSource { Kubeconfigs = [kubeconfig] };
        return new ClusterWatch(ClusterErrors.Try(() => ClusterConnection.Open(source with { Context = context, Server = server })));
    }

    /// <summary>Asks for a little of everything.</summary>
    /// <exception cref="CommandException">What is missing or refused.</exception>
    public void Check(string nodeName, bool isWatched, CancellationToken cancellation) =>
        _there = ClusterErrors.Try(() =>
            ClusterCheck
                .RunAsync(_connection.Client, Array.ConvertAll(Kinds, one => one.Resource), nodeName, isWatched, cancellation)
                .GetAwaiter()
                .GetResult()
        );

    /// <summary>Reads all objects.</summary>
    /// <exception cref="CommandException">The server refused.</exception>
    public void List(ServiceProxyInput input, CancellationToken cancellation)
    {
        foreach (WatchedResource resource in _there)
        {
            IReadOnlyList<byte[]> pages = ClusterErrors.Try(() =>
                ClusterList.ReadAsync(_connection.Client, resource, cancellation).GetAwaiter().GetResult()
            );
            foreach (byte[] page in pages)
            {
                input.Read(page);
            }
        }
    }

    /// <summary>Watches all kinds until it is stopped.</summary>
    /// <param name="feed">Where objects go.</param>
    /// <param name="tell">Is told that the server is in trouble, with the resource and what is wrong, or that it is back, with the
    /// resource.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task RunAsync(ClusterFeed feed, Action<ServiceProxyHappeningKind, string> tell, CancellationToken cancellation)
    {
        IEnumerable<Task> watches = Kinds
            .Where(one => _there.Contains(one.Resource))
            .Select(one =>
                new ResourceWatch(
                    _connection.Client,
                    one.Resource,
                    new FeedSink(feed, one.Kind, one.Resource.Name, tell),
                    new WatchOptions()
                ).RunAsync(cancellation)
            );
        return Task.WhenAll(watches.ToArray());
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Hands objects of one kind on, and tells when the server goes and comes back.</summary>
    private sealed class FeedSink(ClusterFeed feed, ClusterKind kind, string name, Action<ServiceProxyHappeningKind, string> tell)
        : IResourceSink
    {
        private bool _isTroubled;

        public void Replace(IReadOnlyList<JsonElement> items)
        {
            feed.Replace(kind, items);
            Back();
        }

        public void Put(JsonElement item) => feed.Put(kind, item);

        public void Remove(JsonElement item) => feed.Remove(kind, item);

        public void Opened() => Back();

        public void Tell(WatchTrouble trouble)
        {
            _isTroubled = true;
            string value = ClusterErrors.Show(trouble.Value);
            string said = trouble.Words.Length > 0 ? $": {ClusterErrors.Show(trouble.Words)}" : string.Empty;
            string words = trouble.Code switch
            {
                WatchTroubleCode.Disconnected => $"the connection broke: {value}",
                WatchTroubleCode.Silent => "nothing has come for three minutes",
                WatchTroubleCode.Expired => "the server no longer knows the last version, and all is listed again",
                WatchTroubleCode.Restored =>
                    $"the server has gone back to an earlier version ({value}), as after a restore from a backup, and all is listed "
                        + "again",
                WatchTroubleCode.Refused => $"the server answered with {value}",
                WatchTroubleCode.Unidentified => $"the credential could not be had: {value}",
                _ => $"what came is not what an API server sends: {value}",
            };
            tell(ServiceProxyHappeningKind.ServerTrouble, $"{name}: {words}{said}");
        }

        private void Back()
        {
            if (_isTroubled)
            {
                _isTroubled = false;
                tell(ServiceProxyHappeningKind.ServerBack, name);
            }
        }
    }
}
