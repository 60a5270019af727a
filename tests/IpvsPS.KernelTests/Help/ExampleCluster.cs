using IpvsPS.KernelTests.Kubernetes;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Help;

/// <summary>The recorded cluster behind a stand-in, for pages that ask a server: ./kubeconfig and kube-proxy's ./config.conf.</summary>
internal sealed class ExampleCluster : IDisposable
{
    private readonly ApiServer _server = new();

    public ExampleCluster(string folder)
    {
        _server.Load(ApiServer.Services, File.ReadAllText(Path.Combine(WatchBed.Start, "list-services.json")));
        _server.Load(ApiServer.Slices, File.ReadAllText(Path.Combine(WatchBed.Start, "list-endpointslices.json")));
        _server.Load(ApiServer.Nodes, File.ReadAllText(Path.Combine(RecordedNode.Folder, "transitions", "nodes.json")));
        string kubeconfig = Path.Combine(folder, "kubeconfig");
        _server.WriteKubeconfig(kubeconfig);
        File.WriteAllText(kubeconfig, File.ReadAllText(kubeconfig).Replace("stand-in", "lab", StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(folder, "config.conf"),
            $"""
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            kind: KubeProxyConfiguration
            mode: ipvs
            clientConnection:
              kubeconfig: {kubeconfig}
            clusterCIDR: 172.17.0.0/16

            """
        );
    }

    public static bool IsFor(string page) => page is "Sync-IpvsKubernetesService" or "Watch-IpvsKubernetesService";

    public void Dispose() => _server.Dispose();
}
