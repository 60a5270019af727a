using IpvsPS.Kubernetes;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <content>What kubectl says of the manifests, and what their account may do.</content>
public sealed partial class ClusterServerTests
{
    private static readonly string Manifests = Path.Combine(RepositoryPaths.Documents, "kubernetes");

    [Fact]
    public async Task The_manifests_pass_kubectl_and_their_account_may_do_what_is_needed_and_no_more()
    {
        RealApiServer server = fixture.Need();
        foreach (string file in (string[])["rbac.yaml", "daemonset.yaml"])
        {
            string path = Path.Combine(Manifests, file);
            foreach (string run in (string[])["client", "server"])
            {
                string said = Kubectl(server, "apply", $"--dry-run={run}", "--validate=strict", "-f", path);
                Assert.DoesNotContain("warning", said, StringComparison.OrdinalIgnoreCase);
            }
        }

        // What passes is looked at: a field that is none does not.
        string wrong = PathOf("wrong.yaml");
        string manifest = File.ReadAllText(Path.Combine(Manifests, "daemonset.yaml"));
        File.WriteAllText(wrong, manifest.Replace("hostNetwork: true", "hostNetwerk: true", StringComparison.Ordinal));
        (int code, string complaint) = RunKubectl(server, "apply", "--dry-run=server", "--validate=strict", "-f", wrong);
        Assert.True(code != 0 && complaint.Contains("hostNetwerk", StringComparison.Ordinal), complaint);

        Kubectl(server, "apply", "-f", Path.Combine(Manifests, "rbac.yaml"), "-f", Path.Combine(Manifests, "daemonset.yaml"));
        string token = Kubectl(server, "create", "token", "ipvsps", "-n", "kube-system").Trim();
        File.WriteAllText(PathOf("token"), token);
        File.WriteAllText(PathOf("ca.crt"), server.Certificates.AuthorityText);
        using ClusterConnection pod = ClusterConnection.Open(
            new ClusterSource { ServiceAccountFolder = _folder, Server = new Uri(server.Url) }
        );
        Assert.Equal(4, (await ClusterCheck.RunAsync(pod.Client, All, "node1", true, TestContext.Current.CancellationToken)).Count);
        foreach (string denied in (string[])["secrets", "pods", "configmaps"])
        {
            (_, string may) = RunKubectl(server, "auth", "can-i", "list", denied, "-A", "--as=system:serviceaccount:kube-system:ipvsps");
            Assert.Contains("no", may, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_that_has_ended_is_refused_and_its_successor_in_the_file_is_read()
    {
        RealApiServer server = fixture.Need();
        Kubectl(server, "create", "serviceaccount", "short", "-n", "default");
        Kubectl(server, "create", "clusterrolebinding", "short", "--clusterrole=system:node-proxier", "--serviceaccount=default:short");
        string token = PathOf("token");
        File.WriteAllText(token, Token());
        using ClusterConnection connection = Connect(server, "tokenFile: token");
        await using var watch = new RunningWatch(connection, WatchedResource.Nodes, Quick with { Duration = TimeSpan.FromSeconds(1) });
        SeenSink sink = watch.Sink;
        sink.Await("the node", () => sink.Has("= node1"));

        // The account goes, and every token with it; one of the same name has others.
        Kubectl(server, "delete", "serviceaccount", "short", "-n", "default");
        sink.Await("a refusal", () => sink.Has("! Refused"));
        Kubectl(server, "create", "serviceaccount", "short", "-n", "default");
        File.WriteAllText(token, Token());
        server.Load(ApiServer.Nodes, """{"metadata":{"name":"node2"}}""");
        sink.Await("what came meanwhile", () => sink.Has("+ node2"));
        Kubectl(server, "delete", "node", "node2");

        string Token() => Kubectl(server, "create", "token", "short", "-n", "default").Trim();
    }

    /// <summary>Runs kubectl as the administrator.</summary>
    private string Kubectl(RealApiServer server, params string[] arguments)
    {
        (int code, string said) = RunKubectl(server, arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {said}");
        return said;
    }

    private (int ExitCode, string Output) RunKubectl(RealApiServer server, params string[] arguments)
    {
        if (ControlPlane.Missing("kubectl") is { } missing)
        {
            Assert.Skip(missing);
        }

        string config = PathOf("administrator");
        server.WriteKubeconfig(config, $"token: {RealApiServer.Administrator}");
        return ControlPlane.Run("kubectl", ["--kubeconfig", config, $"--cache-dir={PathOf("cache")}", .. arguments]);
    }
}
