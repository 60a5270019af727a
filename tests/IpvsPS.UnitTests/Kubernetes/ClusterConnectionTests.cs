using System.Text.Json;
using IpvsPS.Kubernetes;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>The ways to an API server: files, contexts, credentials, certificates, and what is said where one of them is wrong.</summary>
public sealed partial class ClusterConnectionTests : IDisposable
{
    private const string Node = """{"kind":"Node","apiVersion":"v1","metadata":{"name":"node1"}}""";

    private static readonly WatchedResource[] All =
    [
        WatchedResource.Services,
        WatchedResource.EndpointSlices,
        WatchedResource.Nodes,
        WatchedResource.ServiceRanges,
    ];

    private readonly ApiServer _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public ClusterConnectionTests() => _server.Load(ApiServer.Nodes, Node);

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_kind_of_credential_is_shown()
    {
        _server.Token = "secret";
        File.WriteAllText(PathOf("token"), "secret\n");
        WriteScript(
            "plugin",
            """echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"secret"}}'"""
        );
        Assert.Equal(4, await CheckAsync("token: secret"));
        Assert.Equal(4, await CheckAsync("tokenFile: token"));
        Assert.Equal(4, await CheckAsync("exec:", "  apiVersion: client.authentication.k8s.io/v1", "  command: ./plugin"));
        Assert.Equal(ApiError.Unauthorized, (await FailAsync("token: wrong")).Error);
    }

    [Fact]
    public async Task A_client_certificate_is_shown_from_files_and_from_data()
    {
        _server.WantsCertificate = true;
        (string certificate, string key) = _server.Certificates.MakeClient("system:kube-proxy");
        File.WriteAllText(PathOf("client.crt"), certificate);
        File.WriteAllText(PathOf("client.key"), key);
        Assert.Equal(4, await CheckAsync("client-certificate: client.crt", "client-key: client.key"));
        Assert.Equal(4, await CheckAsync($"client-certificate-data: {Base64(certificate)}", $"client-key-data: {Base64(key)}"));

        // Another authority's, and none.
        using var other = new ApiCertificates();
        (certificate, key) = other.MakeClient("system:kube-proxy");
        ApiException refused = await FailAsync($"client-certificate-data: {Base64(certificate)}", $"client-key-data: {Base64(key)}");
        Assert.Equal(ApiError.Unauthorized, refused.Error);
        Assert.Equal(ApiError.Forbidden, (await FailAsync()).Error);
    }

    [Fact]
    public async Task A_token_that_was_renewed_is_read_after_a_refusal()
    {
        _server.Token = "first";
        File.WriteAllText(PathOf("token"), "first");
        using ClusterConnection connection = Connect("tokenFile: token");
        await ClusterCheck.RunAsync(connection.Client, All, "node1", true, TestContext.Current.CancellationToken);
        (_server.Token, string path) = ("second", PathOf("token"));
        File.WriteAllText(path, "second");
        ApiException refused = await Assert.ThrowsAsync<ApiException>(() => RunAsync(connection));
        Assert.Equal(ApiError.Unauthorized, refused.Error);
        Assert.Equal(4, await RunAsync(connection));
    }

    [Fact]
    public async Task A_plugin_is_asked_again_when_its_token_has_ended_and_knows_the_cluster()
    {
        _server.Token = "secret";
        WriteScript(
            "plugin",
            """
            echo "$KUBERNETES_EXEC_INFO" >> "$0.log"
            echo "{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$1\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\"}}"
            """
        );
        string[] exec =
        [
            "exec:",
            "  command: ./plugin",
            "  provideClusterInfo: true",
            "  args: [secret]",
            "  env: [{ name: A, value: b }]",
        ];
        using ClusterConnection connection = Connect(exec);
        Assert.Equal(4, await RunAsync(connection));
        string[] asked = File.ReadAllLines(PathOf("plugin.log"));
        Assert.True(asked.Length >= 4, $"It was asked {asked.Length} times.");
        Assert.Equal(
            _server.Url,
            JsonDocument.Parse(asked[0]).RootElement.GetProperty("spec").GetProperty("cluster").GetProperty("server").GetString()
        );
    }

    [Fact]
    public async Task A_service_account_reaches_the_server_that_is_named()
    {
        _server.Token = "pod";
        File.WriteAllText(PathOf("token"), "pod");
        File.WriteAllText(PathOf("ca.crt"), _server.Certificates.AuthorityText);
        var source = new ClusterSource { ServiceAccountFolder = _folder, Server = new Uri(_server.Url) };
        using ClusterConnection connection = ClusterConnection.Open(source);
        Assert.Equal(4, await RunAsync(connection));
        ApiException missing = Assert.Throws<ApiException>(() => ClusterConnection.Open(source with { ServiceAccountFolder = "/nowhere" }));
        Assert.Equal(ApiError.NotInCluster, missing.Error);
    }

    [Fact]
    public async Task Only_the_server_that_is_meant_is_trusted()
    {
        string path = PathOf("config");
        _server.WriteKubeconfig(path);
        _server.ExchangeCertificates();
        Assert.Equal(ApiError.Untrusted, (await FailAtAsync(path)).Error);

        // The authority's certificate alone does not do: the name counts too.
        _server.WriteKubeconfig(path);
        string text = File.ReadAllText(path);
        File.WriteAllText(path, text.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal));
        Assert.Contains((await FailAtAsync(path)).Error, (ApiError[])[ApiError.Untrusted, ApiError.Unreachable]);
        File.WriteAllText(path, text.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        Assert.Equal(ApiError.Untrusted, (await FailAtAsync(path)).Error);
        File.WriteAllText(
            path,
            text.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
                .Replace(
                    "    certificate-authority-data",
                    "    tls-server-name: kubernetes.default.svc\n    certificate-authority-data",
                    StringComparison.Ordinal
                )
        );
        using ClusterConnection named = ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path] });
        Assert.Equal(4, await RunAsync(named));
    }

    [Fact]
    public async Task Certificates_and_tokens_that_are_exchanged_while_it_watches_are_read_again()
    {
        string path = PathOf("config");
        _server.Token = "first";
        _server.WriteKubeconfig(path, "tokenFile: token");
        string text = File.ReadAllText(path);
        string data = text.Split('\n').Single(line => line.Contains("certificate-authority-data", StringComparison.Ordinal));
        File.WriteAllText(path, text.Replace(data, "    certificate-authority: ca.crt", StringComparison.Ordinal));
        Exchange("first");
        using ClusterConnection connection = ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path] });
        var options = new WatchOptions { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(50) };
        await using var watch = new RunningWatch(connection, WatchedResource.Nodes, options);
        SeenSink sink = watch.Sink;
        Poll.Until(() => sink.Has("= node1") && _server.WatchCount == 1, "a watch");
        _server.ExchangeCertificates();
        Poll.Until(() => sink.Has("! Disconnected"), "a server that is not trusted");
        _server.Token = "second";
        Exchange("first");
        Poll.Until(() => sink.Has("! Refused"), "a token that is not good");
        Exchange("second");
        _server.Load(ApiServer.Nodes, """{"kind":"Node","metadata":{"name":"node2"}}""");
        Poll.Until(() => sink.Has("+ node2"), "what came meanwhile");

        void Exchange(string token)
        {
            File.WriteAllText(PathOf("token"), token);
            File.WriteAllText(PathOf("ca.crt"), _server.Certificates.AuthorityText);
        }
    }

    private async Task AssertFailsAsync(ApiError error, string field, string? value)
    {
        ApiException failed = await FailAsync();
        Assert.Equal((error, field), (failed.Error, failed.Field));
        Assert.True(value is null || value == failed.Value, failed.Value);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private void WriteScript(string name, string body)
    {
        File.WriteAllText(PathOf(name), $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(PathOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private ClusterConnection Connect(params string[] user)
    {
        string path = PathOf("config");
        _server.WriteKubeconfig(path, user);
        return ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path] });
    }

    private async Task<int> CheckAsync(params string[] user)
    {
        using ClusterConnection connection = Connect(user);
        return await RunAsync(connection);
    }

    private static async Task<int> RunAsync(ClusterConnection connection) =>
        (await ClusterCheck.RunAsync(connection.Client, All, "node1", true, TestContext.Current.CancellationToken)).Count;

    private Task<ApiException> FailAsync(params string[] user) => Assert.ThrowsAsync<ApiException>(() => CheckAsync(user));

    private static Task<ApiException> FailAtAsync(string path) =>
        Assert.ThrowsAsync<ApiException>(async () =>
        {
            using ClusterConnection connection = ClusterConnection.Open(new ClusterSource { Kubeconfigs = [path] });
            await RunAsync(connection);
        });
}
