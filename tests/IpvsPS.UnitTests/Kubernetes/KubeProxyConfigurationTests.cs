using IpvsPS.Kubernetes;
using Xunit;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>The configuration of kube-proxy, as kubeadm writes it and with everything set.</summary>
public sealed class KubeProxyConfigurationTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_kubeadm_writes_says_little()
    {
        KubeProxyConfiguration read = Read(
            """
            apiVersion: kubeproxy.config.k8s.io/v1alpha1
            bindAddress: 0.0.0.0
            clientConnection:
              kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
              qps: 0
            bindAddressHardFail: false
            clusterCIDR: 10.244.0.0/16,fd00:10:244::/56
            configSyncPeriod: 0s
            conntrack: { maxPerCore: null, min: null, tcpCloseWaitTimeout: null, tcpEstablishedTimeout: null }
            detectLocal: { bridgeInterface: "", interfaceNamePrefix: "" }
            detectLocalMode: ""
            logging: { flushFrequency: 0, options: { json: { infoBufferSize: "0" } }, verbosity: 0 }
            nftables: { masqueradeAll: false, masqueradeBit: null, minSyncPeriod: 0s, syncPeriod: 0s }
            oomScoreAdj: null
            portRange: ""
            showHiddenMetricsForVersion: ""
            winkernel: { enableDSR: false, networkName: "" }
            healthzBindAddress: ""
            hostnameOverride: ""
            iptables: { masqueradeAll: false, minSyncPeriod: 0s }
            ipvs: { excludeCIDRs: null, minSyncPeriod: 0s, scheduler: "", strictARP: false, tcpTimeout: 0s }
            kind: KubeProxyConfiguration
            mode: ipvs
            nodePortAddresses: null
            """
        );
        Assert.Equal("/var/lib/kube-proxy/kubeconfig.conf", read.Kubeconfig);
        Assert.Equal(["10.244.0.0/16", "fd00:10:244::/56"], read.ClusterRanges);
        Assert.Equal(
            (null, null, null, null, null, false, false),
            (
                read.NodeName,
                read.Scheduler,
                read.HealthzBindAddress,
                read.MinimumInterval,
                read.RepairInterval,
                read.IsStrictArp,
                read.MasqueradesAll
            )
        );
        Assert.Empty(read.NodePortAddresses);
        Assert.Empty(read.Unfollowed);
    }

    [Fact]
    public void Everything_is_read_and_what_is_not_followed_is_named()
    {
        KubeProxyConfiguration read = Read(
            """
            kind: KubeProxyConfiguration
            hostnameOverride: node7
            detectLocalMode: BridgeInterface
            nodePortAddresses: [192.168.50.0/24, "fd00::/64"]
            iptables: { masqueradeAll: true }
            ipvs: { scheduler: lc, excludeCIDRs: [10.9.0.0/24], strictARP: true, syncPeriod: 1m30s, minSyncPeriod: 500ms, udpTimeout: 10s }
            healthzBindAddress: 0.0.0.0:10256
            metricsBindAddress: "[::1]:10249"
            """
        );
        Assert.Equal(("node7", "lc", true, true), (read.NodeName, read.Scheduler, read.IsStrictArp, read.MasqueradesAll));
        Assert.Equal((90.0, 0.5), (read.RepairInterval!.Value.TotalSeconds, read.MinimumInterval!.Value.TotalSeconds));
        Assert.Equal(["10.9.0.0/24"], read.ExcludeRanges);
        Assert.Equal(["192.168.50.0/24", "fd00::/64"], read.NodePortAddresses);
        Assert.Equal(("0.0.0.0:10256", "[::1]:10249"), (read.HealthzBindAddress, read.MetricsBindAddress));
        Assert.Equal(["detectLocalMode", "ipvs.udpTimeout"], read.Unfollowed);
    }

    /// <summary>A field that is misspelt says nothing to kube-proxy either, and is named.</summary>
    [Fact]
    public void Each_field_that_says_something_and_is_not_followed_is_named()
    {
        KubeProxyConfiguration read = Read(
            """
            kind: KubeProxyConfiguration
            bindAddress: 192.0.2.7
            conntrack: { maxPerCore: 32768, min: 0, tcpCloseWaitTimeout: 0s, tcpEstablishedTimeout: null }
            detectLocal: { bridgeInterface: "", interfaceNamePrefix: "" }
            enableProfiling: false
            ipvs: { schedular: lc }
            featureGates: { KubeProxyIPVS: true }
            logging: { verbosity: 4 }
            portRange: ""
            winkernel: { networkName: x }
            """
        );
        Assert.Equal(["bindAddress", "conntrack.maxPerCore", "ipvs.schedular", "featureGates.KubeProxyIPVS"], read.Unfollowed);
    }

    [Theory]
    [InlineData("kind: KubeletConfiguration", "kind")]
    [InlineData("kind: KubeProxyConfiguration\nipvs: { syncPeriod: soon }", "syncPeriod")]
    [InlineData("kind: KubeProxyConfiguration\nipvs: { strictARP: maybe }", "strictARP")]
    [InlineData("kind: KubeProxyConfiguration\nnodePortAddresses: primary", "nodePortAddresses")]
    public void A_field_that_is_wrong_is_named(string text, string field)
    {
        ApiException refused = Assert.Throws<ApiException>(() => Read(text));
        Assert.Equal(ApiError.KubeconfigInvalid, refused.Error);
        Assert.EndsWith(field, refused.Field, StringComparison.Ordinal);
    }

    private KubeProxyConfiguration Read(string text)
    {
        File.WriteAllText(_path, text);
        return KubeProxyConfiguration.Read(_path);
    }
}
