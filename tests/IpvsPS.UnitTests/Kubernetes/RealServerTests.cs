using IpvsPS.Kubernetes;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>
/// The way to an API server and the watch, on the real kube-apiserver with etcd, where both are on the PATH. Where they are not, each
/// test is named as not run.
/// </summary>
public sealed partial class RealServerTests(RealServerFixture fixture) : IClassFixture<RealServerFixture>, IDisposable
{
    private static readonly WatchedResource[] All =
    [
        WatchedResource.Services,
        WatchedResource.EndpointSlices,
        WatchedResource.Nodes,
        WatchedResource.ServiceRanges,
    ];

    private static readonly WatchOptions Quick = new()
    {
        PageSize = 2,
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("real").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_only_credentials_of_every_kind_suffice()
    {
        RealApiServer server = fixture.Need();
        (string certificate, string key) = server.Certificates.MakeClient("system:kube-proxy");
        File.WriteAllText(PathOf("client.crt"), certificate);
        File.WriteAllText(PathOf("client.key"), key);
        File.WriteAllText(PathOf("token"), "proxy-token\n");
        File.WriteAllText(
            PathOf("plugin"),
            """
            #!/bin/sh
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"proxy-token"}}'

            """
        );
        File.SetUnixFileMode(PathOf("plugin"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(4, await CheckAsync(server, server.Proxy));
        Assert.Equal(4, await CheckAsync(server, "tokenFile: token"));
        Assert.Equal(4, await CheckAsync(server, "client-certificate: client.crt", "client-key: client.key"));
        Assert.Equal(4, await CheckAsync(server, "exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plugin }"));
    }

    [Fact]
    public async Task Who_is_unknown_or_has_no_right_is_told_what_is_denied()
    {
        RealApiServer server = fixture.Need();
        Assert.Equal(ApiError.Unauthorized, (await FailAsync(server, "token: wrong")).Error);
        ApiException denied = await FailAsync(server, RealApiServer.Nobody);
        Assert.Equal((ApiError.Forbidden, "list", "services"), (denied.Error, denied.Field, denied.Value));
        denied = await FailAsync(server);
        Assert.Equal((ApiError.Forbidden, "list", "services"), (denied.Error, denied.Field, denied.Value));

        // One that may list all kinds and watch all but one.
        Grant(server, "lister", """{"apiGroups":["","discovery.k8s.io"],"resources":["services","endpointslices"],"verbs":["list"]}""");
        denied = await FailAsync(server, RealApiServer.Nobody);
        Assert.Equal((ApiError.Forbidden, "watch", "services"), (denied.Error, denied.Field, denied.Value));
        Grant(server, "watcher", """{"apiGroups":[""],"resources":["services"],"verbs":["watch"]}""");
        denied = await FailAsync(server, RealApiServer.Nobody);
        Assert.Equal((ApiError.Forbidden, "watch", "endpointslices.discovery.k8s.io"), (denied.Error, denied.Field, denied.Value));
        ApiException unknown = await Assert.ThrowsAsync<ApiException>(() => CheckAsync(server, "nobody-there", server.Proxy));
        Assert.Equal((ApiError.NodeUnknown, "nobody-there"), (unknown.Error, unknown.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_selectors_and_a_version_that_a_restart_has_made_too_old(bool initialEvents)
    {
        using RealApiServer server = RealServerFixture.Start();
        for (int i = 0; i < 7; i++)
        {
            Put(server, $"s{i}", i == 3 ? "None" : $"10.96.1.{i + 1}");
        }

        using ClusterConnection connection = Connect(server, server.Proxy);
        var sink = new SeenSink();
        using var stop = new CancellationTokenSource();
        Task watch = new ResourceWatch(
            connection.Client,
            WatchedResource.Services,
            sink,
            Quick with
            {
                InitialEvents = initialEvents,
            }
        ).RunAsync(stop.Token);
        sink.Await("the whole list without the headless one", () => sink.Has("= kubernetes s0 s1 s2 s4 s5 s6"));
        Put(server, "s0", "10.96.1.1", """,  "labels":{"service.kubernetes.io/service-proxy-name":"x"}""");
        sink.Await("the service that left", () => sink.Has("- s0"));

        // The server comes back with less than was seen: one list, and nothing is lost.
        server.Restart();
        Put(server, "s7", "10.96.1.8");
        sink.Await(
            "the list after a restart",
            () => sink.Has("! Expired") && (sink.Has("+ s7") || sink.Has("= kubernetes s1 s2 s4 s5 s6 s7"))
        );
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task A_server_without_slices_is_named()
    {
        using RealApiServer server = RealServerFixture.Start("--runtime-config=discovery.k8s.io/v1=false");
        LoadNode(server);
        ApiException missing = await FailAsync(server, server.Proxy);
        Assert.Equal((ApiError.ResourceMissing, "endpointslices.discovery.k8s.io"), (missing.Error, missing.Value));
    }

    private static void LoadNode(RealApiServer server) =>
        server.Load(ApiServer.Nodes, """{"kind":"Node","apiVersion":"v1","metadata":{"name":"node1"}}""");

    private static void Put(RealApiServer server, string name, string ip, string more = "") =>
        server.Load(
            ApiServer.Services,
            $$$"""
            {"metadata":{"name":"{{{name}}}","namespace":"default"{{{more}}}},
            "spec":{"clusterIP":"{{{ip}}}","ports":[{"port":80}]}}
            """
        );

    /// <summary>Gives the user without rights one.</summary>
    private static void Grant(RealApiServer server, string name, string rule)
    {
        const string Path = "/apis/rbac.authorization.k8s.io/v1";
        server.Send(HttpMethod.Post, $"{Path}/clusterroles", $$$"""{"metadata":{"name":"{{{name}}}"},"rules":[{{{rule}}}]}""");
        server.Send(
            HttpMethod.Post,
            $"{Path}/clusterrolebindings",
            $$$"""
            {"metadata":{"name":"{{{name}}}"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"nobody"}],
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{name}}}"}}
            """
        );
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private ClusterConnection Connect(RealApiServer server, params string[] user)
    {
        server.WriteKubeconfig(PathOf("config"), user);
        return ClusterConnection.Open(new ClusterSource { Kubeconfigs = [PathOf("config")] });
    }

    private Task<int> CheckAsync(RealApiServer server, params string[] user) => CheckAsync(server, "node1", user);

    private async Task<int> CheckAsync(RealApiServer server, string node, string[] user)
    {
        using ClusterConnection connection = Connect(server, user);
        return (await ClusterCheck.RunAsync(connection.Client, All, node, true, TestContext.Current.CancellationToken)).Count;
    }

    private Task<ApiException> FailAsync(RealApiServer server, params string[] user) =>
        Assert.ThrowsAsync<ApiException>(() => CheckAsync(server, user));
}

/// <summary>A server for the tests that do not take it away.</summary>
public sealed class RealServerFixture : IDisposable
{
    private readonly object _gate = new();
    private RealApiServer? _server;

    /// <summary>A server of the test's own.</summary>
    internal static RealApiServer Start(params string[] more)
    {
        if (ControlPlane.Missing(RealApiServer.Programs) is { } missing)
        {
            Assert.Skip(missing);
        }

        return new RealApiServer(more);
    }

    public void Dispose() => _server?.Dispose();

    /// <summary>The server that tests share, with the Node node1.</summary>
    internal RealApiServer Need()
    {
        lock (_gate)
        {
            if (_server is null)
            {
                _server = Start();
                _server.Load(ApiServer.Nodes, """{"kind":"Node","apiVersion":"v1","metadata":{"name":"node1"}}""");
            }

            return _server;
        }
    }
}
