using IpvsPS.Kubernetes;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>
/// The way to an API server and the watch, on the stand-in and on the real kube-apiserver with etcd, where both are on the PATH. Where
/// they are not, each of its tests is named as not run.
/// </summary>
public sealed partial class ClusterServerTests(RealServerFixture fixture) : IClassFixture<RealServerFixture>, IDisposable
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

    [Theory]
    [InlineData(ClusterServerKind.StandIn)]
    [InlineData(ClusterServerKind.Real)]
    public async Task Read_only_credentials_of_every_kind_suffice(ClusterServerKind kind)
    {
        IClusterServer server = fixture.Share(kind);
        WriteClient(server.Certificates, "system:kube-proxy");
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

    [Theory]
    [InlineData(ClusterServerKind.StandIn)]
    [InlineData(ClusterServerKind.Real)]
    public async Task Who_is_unknown_or_has_no_right_is_told_so_in_the_servers_words(ClusterServerKind kind)
    {
        IClusterServer server = fixture.Share(kind);
        ApiException unknown = await FailAsync(server, "token: wrong");
        Assert.Equal((ApiError.Unauthorized, "Unauthorized"), (unknown.Error, unknown.Words));
        foreach ((string user, string[] lines) in ((string, string[])[])[("nobody", server.Nobody), ("system:anonymous", [])])
        {
            ApiException denied = await FailAsync(server, lines);
            Assert.Equal((ApiError.Forbidden, "list", "services"), (denied.Error, denied.Field, denied.Value));
            Assert.Equal(
                $"services is forbidden: User \"{user}\" cannot list resource \"services\" in API group \"\" at the cluster scope",
                denied.Words
            );
        }

        using var other = new ApiCertificates();
        WriteClient(other, "system:kube-proxy");
        ApiException stranger = await FailAsync(server, "client-certificate: client.crt", "client-key: client.key");
        Assert.Equal(ApiError.Unauthorized, stranger.Error);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named()
    {
        RealApiServer server = fixture.Need();

        // One that may list all kinds and watch all but one.
        Grant(server, "lister", """{"apiGroups":["","discovery.k8s.io"],"resources":["services","endpointslices"],"verbs":["list"]}""");
        ApiException denied = await FailAsync(server, server.Nobody);
        Assert.Equal((ApiError.Forbidden, "watch", "services"), (denied.Error, denied.Field, denied.Value));
        Grant(server, "watcher", """{"apiGroups":[""],"resources":["services"],"verbs":["watch"]}""");
        denied = await FailAsync(server, server.Nobody);
        Assert.Equal((ApiError.Forbidden, "watch", "endpointslices.discovery.k8s.io"), (denied.Error, denied.Field, denied.Value));
        ApiException unknown = await Assert.ThrowsAsync<ApiException>(() => CheckAsync(server, "nobody-there", server.Proxy));
        Assert.Equal((ApiError.NodeUnknown, "nobody-there"), (unknown.Error, unknown.Value));
    }

    [Theory]
    [InlineData(ClusterServerKind.StandIn, true)]
    [InlineData(ClusterServerKind.StandIn, false)]
    [InlineData(ClusterServerKind.Real, true)]
    [InlineData(ClusterServerKind.Real, false)]
    public async Task Pages_selectors_and_versions_through_restarts_and_a_restore_from_a_backup(ClusterServerKind kind, bool initialEvents)
    {
        using IClusterServer server = RealServerFixture.Own(kind, RealEtcd.Restorer);
        for (int i = 0; i < 7; i++)
        {
            Put(server, $"s{i}", i == 3 ? "None" : $"10.96.1.{i + 1}");
        }

        using ClusterConnection connection = Connect(server, server.Proxy);
        WatchOptions options = Quick with { InitialEvents = initialEvents };
        await using var watch = new RunningWatch(connection, WatchedResource.Services, options);
        SeenSink sink = watch.Sink;
        sink.Await("the whole list without the headless one", () => sink.Has("= kubernetes s0 s1 s2 s4 s5 s6") && sink.Openings == 1);
        Put(server, "s0", "10.96.1.1", """,  "labels":{"service.kubernetes.io/service-proxy-name":"x"}""");
        sink.Await("the service that left", () => sink.Has("- s0"));

        // Nothing was written meanwhile: the version is still good, and that the server is back is said though nothing changes.
        server.Stop();
        sink.Await("a server that is away", () => sink.Has("! Disconnected"));
        server.Start();
        sink.Await("an open watch", () => sink.Openings == 2);
        Assert.False(sink.Has("! Expired"));
        server.Backup();
        Put(server, "s8", "10.96.1.9");
        sink.Await("a service that the backup does not have", () => sink.Has("+ s8"));

        // The server comes back with less than was seen: one list, and nothing is lost.
        server.Restart();
        Put(server, "s7", "10.96.1.8");
        sink.Await(
            "the list after a restart",
            () => sink.Has("! Expired") && (sink.Has("+ s7") || sink.Has("= kubernetes s1 s2 s4 s5 s6 s7 s8"))
        );

        // The server goes back to what it had, and to its version then.
        server.RestoreBackup();
        sink.Await("the list after a restore", () => sink.Has("! Restored") && sink.Has("= kubernetes s1 s2 s4 s5 s6"));
    }

    [Theory]
    [InlineData(ClusterServerKind.StandIn)]
    [InlineData(ClusterServerKind.Real)]
    public async Task Certificates_of_the_server_and_the_client_are_exchanged_while_it_watches(ClusterServerKind kind)
    {
        using IClusterServer server = RealServerFixture.Own(kind);
        WriteClient(server.Certificates, "system:kube-proxy");
        string[] files = ["client-certificate: client.crt", "client-key: client.key"];
        using ClusterConnection connection = Connect(server, files);
        await using var watch = new RunningWatch(connection, WatchedResource.Nodes, Quick);
        SeenSink sink = watch.Sink;
        sink.Await("the node", () => sink.Has("= node1") && sink.Openings == 1);

        // The server's is renewed by the same authority, and the client's in its file.
        WriteClient(server.Certificates, "system:kube-proxy");
        server.RenewCertificate();
        sink.Await("an open watch", () => sink.Openings == 2);
        PutNode(server, "node2");
        sink.Await("what came then", () => sink.Has("+ node2"));

        // Another authority, which the kubeconfig has within itself: nothing is heard until it is written anew.
        int troubles = sink.Troubles.Count;
        server.ExchangeCertificates();
        sink.Await("a server that is not trusted", () => sink.Troubles.Skip(troubles).Any(IsUntrusted));
        WriteClient(server.Certificates, "system:kube-proxy");
        server.WriteKubeconfig(PathOf("config"), files);
        sink.Await("an open watch again", () => sink.Openings == 3 || sink.Has("= node1 node2"));
        PutNode(server, "node3");
        sink.Await("what came then", () => sink.Has("+ node3") || sink.Has("= node1 node2 node3"));

        static bool IsUntrusted(WatchTrouble trouble) =>
            trouble.Code == WatchTroubleCode.Disconnected && trouble.Value.Contains("SSL", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_slices_is_named()
    {
        using RealApiServer server = RealServerFixture.Start("--runtime-config=discovery.k8s.io/v1=false");
        ApiException missing = await FailAsync(server, server.Proxy);
        Assert.Equal((ApiError.ResourceMissing, "endpointslices.discovery.k8s.io"), (missing.Error, missing.Value));
    }

    private static void PutNode(IClusterServer server, string name) =>
        server.Load(ApiServer.Nodes, $$$"""{"kind":"Node","apiVersion":"v1","metadata":{"name":"{{{name}}}"}}""");

    private static void Put(IClusterServer server, string name, string ip, string more = "") =>
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

    private void WriteClient(ApiCertificates authority, string name)
    {
        (string certificate, string key) = authority.MakeClient(name);
        File.WriteAllText(PathOf("client.key"), key);
        File.WriteAllText(PathOf("client.crt"), certificate);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private ClusterConnection Connect(IClusterServer server, params string[] user)
    {
        server.WriteKubeconfig(PathOf("config"), user);
        return ClusterConnection.Open(new ClusterSource { Kubeconfigs = [PathOf("config")] });
    }

    private Task<int> CheckAsync(IClusterServer server, params string[] user) => CheckAsync(server, "node1", user);

    private async Task<int> CheckAsync(IClusterServer server, string node, string[] user)
    {
        using ClusterConnection connection = Connect(server, user);
        return (await ClusterCheck.RunAsync(connection.Client, All, node, true, TestContext.Current.CancellationToken)).Count;
    }

    private Task<ApiException> FailAsync(IClusterServer server, params string[] user) =>
        Assert.ThrowsAsync<ApiException>(() => CheckAsync(server, user));
}
