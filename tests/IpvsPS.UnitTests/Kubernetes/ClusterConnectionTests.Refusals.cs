using System.Net;
using System.Net.Sockets;
using IpvsPS.Kubernetes;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <content>What is said where a server, a file or a credential is not as it must be.</content>
public sealed partial class ClusterConnectionTests
{
    [Fact]
    public async Task What_the_server_lacks_or_refuses_is_named()
    {
        // An older server: nobody has a right to what it does not have, and it says that instead.
        _server.Absent[ApiServer.Ranges] = true;
        Assert.Equal(3, await CheckAsync());
        _server.Absent.Clear();
        _server.Refused[ApiServer.Ranges] = 403;
        await AssertFailsAsync(ApiError.Forbidden, "list", "servicecidrs.networking.k8s.io");
        _server.Refused.Clear();
        _server.Refused[ApiServer.Slices] = 404;
        await AssertFailsAsync(ApiError.ResourceMissing, "", "endpointslices.discovery.k8s.io");
        _server.Refused[ApiServer.Slices] = 403;
        await AssertFailsAsync(ApiError.Forbidden, "list", "endpointslices.discovery.k8s.io");
        _server.Refused.Clear();
        _server.RefusedWatches[ApiServer.Nodes] = 403;
        await AssertFailsAsync(ApiError.Forbidden, "watch", "nodes");
        _server.RefusedWatches.Clear();
        _server.Refused[ApiServer.Services] = 500;
        await AssertFailsAsync(ApiError.Refused, "services", "500");
        _server.Refused.Clear();
        using ClusterConnection connection = Connect();
        ApiException unknown = await Assert.ThrowsAsync<ApiException>(() =>
            ClusterCheck.RunAsync(connection.Client, All, "nobody", true, TestContext.Current.CancellationToken)
        );
        Assert.Equal((ApiError.NodeUnknown, "nobody"), (unknown.Error, unknown.Value));
        _server.Stop();
        await AssertFailsAsync(ApiError.Unreachable, "", null);
    }

    [Fact]
    public async Task A_connection_that_is_never_made_is_told_with_the_time_it_took_and_the_next_goes_to_where_the_server_is_now()
    {
        using TcpListener silent = ListenSilently();
        using ClusterConnection connection = ConnectFirst(silent);
        ApiException late = await Assert.ThrowsAsync<ApiException>(() => RunAsync(connection));
        Assert.Equal((ApiError.Unreachable, "no connection within 5 s"), (late.Error, late.Value));
        Assert.Equal(4, await RunAsync(connection));
    }

    [Fact]
    public async Task A_watch_that_cannot_connect_in_time_is_not_taken_for_a_silent_one()
    {
        using TcpListener silent = ListenSilently();
        using ClusterConnection connection = ConnectFirst(silent);
        await using var watch = new RunningWatch(connection, WatchedResource.Nodes, new WatchOptions());
        watch.Sink.Await("its first list", () => watch.Sink.Has("= node1"));
        WatchTrouble trouble = Assert.Single(watch.Sink.Troubles);
        Assert.Equal((WatchTroubleCode.Disconnected, "no connection within 5 s"), (trouble.Code, trouble.Value));
    }

    /// <summary>The kernel accepts for it; nothing answers the first words of TLS.</summary>
    private static TcpListener ListenSilently()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        return silent;
    }

    /// <summary>A connection by a kubeconfig that named another address when it was read. Its limit is one that a busy machine keeps
    /// with the real server.</summary>
    private ClusterConnection ConnectFirst(TcpListener other)
    {
        string path = PathOf("config");
        _server.WriteKubeconfig(path, ["token: x"]);
        string text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace(_server.Url, $"https://{other.LocalEndpoint}", StringComparison.Ordinal));
        var connection = ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path], ConnectTime = TimeSpan.FromSeconds(5) });
        File.WriteAllText(path, text);
        return connection;
    }

    [Theory]
    [InlineData("nothing", ApiError.FileMissing)]
    [InlineData("a: [", ApiError.KubeconfigInvalid)]
    [InlineData("just text", ApiError.KubeconfigInvalid)]
    [InlineData("apiVersion: v1", ApiError.ContextMissing)]
    [InlineData("current-context: x\ncontexts: [{ name: y, context: { cluster: c } }]", ApiError.ContextMissing)]
    [InlineData("current-context: x\ncontexts: [{ name: x, context: { cluster: c } }]", ApiError.EntryMissing)]
    [InlineData(
        "current-context: x\ncontexts: [{ name: x, context: { cluster: c } }]\nclusters: [{ name: c }]",
        ApiError.KubeconfigInvalid
    )]
    public void A_kubeconfig_that_is_wrong_is_one_error(string text, ApiError error)
    {
        string path = PathOf("wrong");
        if (text != "nothing")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(error, Assert.Throws<ApiException>(() => ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path] })).Error);
    }

    [Theory]
    [InlineData(ApiError.PluginFailed, "exec: { command: ./nowhere, installHint: get it }", "get it")]
    [InlineData(ApiError.PluginFailed, "exec: { command: 'false' }", "it ended with 1")]
    [InlineData(ApiError.PluginFailed, "exec: { command: echo, args: ['{}'] }", "no ExecCredential")]
    [InlineData(ApiError.KubeconfigInvalid, "exec: { command: echo, apiVersion: other/v9 }", "other/v9")]
    [InlineData(ApiError.KubeconfigInvalid, "auth-provider: { name: gcp }", "1.26")]
    [InlineData(ApiError.KubeconfigInvalid, "client-certificate-data: '#'", "base64")]
    [InlineData(ApiError.FileMissing, "client-certificate: nowhere.crt", "nowhere.crt")]
    [InlineData(ApiError.CertificateInvalid, "client-certificate-data: aGk=, client-key-data: aGk=", "")]
    public async Task A_credential_that_is_wrong_is_one_error(ApiError error, string user, string said)
    {
        ApiException failed = await FailAsync(user.Contains("exec", StringComparison.Ordinal) ? [user] : user.Split(", "));
        Assert.Equal(error, failed.Error);
        Assert.Contains(said, failed.Value, StringComparison.Ordinal);
    }
}
