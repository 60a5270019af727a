using System.Management.Automation;
using IpvsPS.Testing.Engine;
using IpvsPS.Testing.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>What is wrong with the way to a cluster is one named error, which says what to do.</summary>
public sealed class ClusterErrorTests : IDisposable
{
    private readonly ApiServer _server = new();
    private readonly PowerShellEngine _engine = new(TextWriter.Null);
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster").FullName;

    public ClusterErrorTests()
    {
        _engine.ImportModule();
        _server.Token = "secret";
        _server.Load(ApiServer.Nodes, """{"kind":"Node","metadata":{"name":"node1"}}""");
        _server.WriteKubeconfig(Kubeconfig, "token: secret");
    }

    private string Kubeconfig => Path.Combine(_folder, "config");

    public void Dispose()
    {
        _engine.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Each_is_named_and_says_what_to_do()
    {
        Fails("-NodeName node1 -Context other", "IpvsKubernetesContextMissing", "but stand-in: correct -Context");
        Fails("-NodeName node9", "IpvsKubernetesNodeUnknown", "kubectl get nodes");
        Fails("", "IpvsKubernetesNodeNameMissing", "-NodeName is missing");
        Fails("-NodeName node1 -Server ftp://x", "IpvsKubernetesServerInvalid", "write https://");
        Fails("-NodeName node1 -Server https://127.0.0.1:1", "IpvsKubernetesServerUnreachable", "-Server https://ADDRESS:6443");
        _server.Refused[ApiServer.Slices] = 403;
        Fails("-NodeName node1", "IpvsKubernetesForbidden", "does not allow to list endpointslices.discovery.k8s.io");
        _server.Refused[ApiServer.Slices] = 404;
        Fails("-NodeName node1", "IpvsKubernetesResourceMissing", "Kubernetes 1.21 or later");
        _server.Refused[ApiServer.Slices] = 500;
        Fails("-NodeName node1", "IpvsKubernetesServerRefused", "with 500");
        _server.Refused.Clear();
        _server.Token = "another";
        Fails("-NodeName node1", "IpvsKubernetesUnauthorized", "401");
        _server.ExchangeCertificates();
        Fails("-NodeName node1", "IpvsKubernetesServerUntrusted", "certificate-authority must have signed it");
        _server.WriteKubeconfig(Kubeconfig, "exec: { command: 'false' }");
        Fails("-NodeName node1", "IpvsKubernetesPluginFailed", "Run it by hand");
        File.WriteAllText(Kubeconfig, "clusters: 7");
        Fails("-NodeName node1 -Context x", "IpvsKubernetesKubeconfigInvalid|IpvsKubernetesContextMissing", "");
        File.Delete(Kubeconfig);
        Fails("-NodeName node1", "IpvsKubernetesFileMissing", "a file that kubectl works with");
    }

    [Fact]
    public void The_configuration_of_kube_proxy_says_what_no_parameter_says()
    {
        string path = Path.Combine(_folder, "kube-proxy.yaml");
        File.WriteAllText(path, "kind: KubeProxyConfiguration\nhostnameOverride: node9\nipvs: { tcpTimeout: 5s }\n");
        EngineResult result = Run($"-KubeProxyConfiguration '{path}'");
        Assert.StartsWith("IpvsKubernetesNodeUnknown,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("ipvs.tcpTimeout is not followed", Assert.Single(result.Warnings), StringComparison.Ordinal);
        File.WriteAllText(path, "kind: Pod\n");
        ErrorRecord refused = Assert.Single(Run($"-KubeProxyConfiguration '{path}'").Errors);
        Assert.StartsWith("IpvsKubernetesKubeconfigInvalid,", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private EngineResult Run(string arguments) => _engine.Run($"Sync-IpvsKubernetesService -Kubeconfig '{Kubeconfig}' {arguments} -WhatIf");

    private void Fails(string arguments, string ids, string words)
    {
        ErrorRecord error = Assert.Single(Run(arguments).Errors);
        Assert.Contains(error.FullyQualifiedErrorId.Split(',')[0], ids.Split('|'));
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Exception.Message);
    }
}
