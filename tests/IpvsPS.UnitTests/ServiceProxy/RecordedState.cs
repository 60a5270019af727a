using System.Text.Json;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Objects;
using Xunit;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>States of a cluster, and of a node under the real kube-proxy, from tests/Recorded.</summary>
internal static class RecordedState
{
    private static readonly string Root = Path.Combine(RepositoryPaths.Root, "tests", "Recorded", "Kubernetes");

    /// <summary>What kube-proxy was started with: node name and cluster ranges; the rest is what does as kube-proxy does.</summary>
    public static ServiceProxyOptions Options(string node) =>
        new(node)
        {
            ClusterRanges = [Range("172.17.0.0/16"), Range("fd00:17::/64")],
            AddressMode = AddressMode.Link,
            LocalFallback = LocalFallback.Cluster,
        };

    public static string Folder(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string[] Lines(string folder, string file) => File.ReadAllLines(Path.Combine(folder, file));

    /// <summary>A proxy that has read the lists of a folder.</summary>
    public static ServiceTracker Load(string folder, string node)
    {
        var tracker = new ServiceTracker(Options(node), HostAddresses(Path.Combine(folder, "addresses.json")));
        foreach (string file in (string[])["list-services.json", "list-endpointslices.json", "nodes.json"])
        {
            // Ours watches all nodes, so that no service takes the address of one; kube-proxy watches its own.
            string there = File.Exists(Path.Combine(folder, file)) ? folder : Path.GetDirectoryName(folder)!;
            ReadList(there, file).ForEach(tracker.Put);
        }

        tracker.Update();
        return tracker;
    }

    /// <summary>The objects of a list; nothing in the recorded ones is wrong.</summary>
    public static List<KubernetesObject> ReadList(string folder, string file)
    {
        var reader = new ObjectReader();
        List<KubernetesObject> objects = reader.Read(File.ReadAllBytes(Path.Combine(folder, file)));
        Assert.Empty(reader.Events);
        return objects;
    }

    /// <summary>The addresses of <c>ip -j addr</c>.</summary>
    public static List<HostAddress> HostAddresses(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return
        [
            .. from link in document.RootElement.EnumerateArray()
            from address in link.GetProperty("addr_info").EnumerateArray()
            select new HostAddress(link.GetProperty("ifname").GetString()!, Address(address.GetProperty("local").GetString()!)),
        ];
    }

    /// <summary>Virtual services as the lines of <c>ipvsadm -Sn</c>.</summary>
    public static SortedSet<string> Lines(IEnumerable<VirtualService> services)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (VirtualService service in services)
        {
            string id = Word(service.Id);
            string flags = service.SchedulerFlags.Length == 0 ? string.Empty : $" -b {string.Join(',', service.SchedulerFlags)}";
            string affinity = service.AffinitySeconds == 0 ? string.Empty : $" -p {service.AffinitySeconds}";
            lines.Add($"-A {id} -s {service.Scheduler}{affinity}{flags}");
            lines.UnionWith(service.Servers.Select(server => $"-a {id} -r {Endpoint(server.Address, server.Port)} -m -w {server.Weight}"));
        }

        return lines;
    }

    public static AddressRange Range(string text) =>
        AddressRange.TryParse(text, out AddressRange range) ? range : throw new FormatException(text);

    public static InetAddress Address(string text) =>
        InetAddress.TryParse(text, out InetAddress address) ? address : throw new FormatException(text);

    private static string Word(IpvsServiceId id) =>
        id.IsFirewallMark
            ? $"-f {id.FirewallMark}"
            : (IpvsProtocol)id.Protocol switch
            {
                IpvsProtocol.Tcp => $"-t {Endpoint(id.Address, id.Port)}",
                IpvsProtocol.Udp => $"-u {Endpoint(id.Address, id.Port)}",
                _ => $"--sctp-service {Endpoint(id.Address, id.Port)}",
            };

    private static string Endpoint(InetAddress address, ushort port) => new InetEndpoint(address.ToIPAddress(), port).ToString();
}
