using System.Globalization;
using System.Text;
using System.Text.Json;
using IpvsPS.ServiceProxy.Objects;

namespace IpvsPS.ServiceProxy.Live;

/// <summary>
/// What <c>/configz</c> answers: the fields of kube-proxy's configuration that are followed, with the values that count here, as the
/// version <c>kubeproxy.config.k8s.io/v1alpha1</c> writes them.
/// </summary>
internal static class ProxyConfigz
{
    private const string Group = "kubeproxy.config.k8s.io";

    public static string Write(ServiceProxyOptions options, ServiceProxyLoopOptions loop)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject(Group);
            json.WriteString("kind", "KubeProxyConfiguration");
            json.WriteString("apiVersion", $"{Group}/v1alpha1");
            json.WriteString("mode", "ipvs");
            json.WriteString("hostnameOverride", options.NodeName);
            json.WriteString("clusterCIDR", string.Join(',', options.ClusterRanges.Select(range => $"{range}")));
            WriteTexts(json, "nodePortAddresses", options.IsNodePortOnPrimary ? ["primary"] : Texts(options.NodePortRanges));
            json.WriteStartObject("iptables");
            json.WriteBoolean("masqueradeAll", options.Masquerade == MasqueradeMode.All);
            json.WriteEndObject();
            WriteIpvs(json, options, loop);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteIpvs(Utf8JsonWriter json, ServiceProxyOptions options, ServiceProxyLoopOptions loop)
    {
        json.WriteStartObject("ipvs");
        json.WriteString("syncPeriod", Seconds(loop.RepairInterval));
        json.WriteString("minSyncPeriod", Seconds(loop.MinimumInterval));
        json.WriteString("scheduler", options.Scheduler);
        WriteTexts(json, "excludeCIDRs", Texts(options.ExcludeRanges));
        json.WriteBoolean("strictARP", loop.Sync.IsStrictArp);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> Texts(AddressRange[] ranges) => ranges.Select(range => $"{range}");

    /// <summary>A time as Go reads it, such as <c>0.2s</c>.</summary>
    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s");
}
