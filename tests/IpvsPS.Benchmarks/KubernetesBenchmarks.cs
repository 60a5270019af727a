using System.Diagnostics;
using System.Globalization;
using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;

namespace IpvsPS.Benchmarks;

/// <summary>A node's services from Kubernetes objects: the first sync, a second one, and one slice that changes.</summary>
internal sealed class KubernetesBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int EndpointCount = 10;
    private const int Most = 5_000;

    private static readonly ServiceProxyOptions Options = new("node1") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link };

    public override string Name => "kubernetes";

    public override IEnumerable<Job> Jobs()
    {
        byte[] json = Encoding.UTF8.GetBytes(Objects(Most));
        yield return Sync("first sync of 5,000 services with 10 endpoints", json, isSecond: false);
        yield return Sync("second sync, nothing to change", json, isSecond: true);
    }

    public override IEnumerable<string> Notes()
    {
        byte[] json = Encoding.UTF8.GetBytes(Objects(Most));
        TimeSpan best = TimeSpan.MaxValue;
        for (int run = 0; run < 4; run++)
        {
            TimeSpan time = BenchmarkSession.Time(() => Read(json));
            best = time < best ? time : best;
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Reading the {json.Length / 1e6:N1} MB of {Most:N0} services and slices: {best.TotalMilliseconds:N0} ms (the best of four)."
        );
        foreach (int count in (int[])[100, 1_000, Most])
        {
            yield return Step(count);
        }
    }

    private static Job Sync(string title, byte[] json, bool isSecond) =>
        new(
            title,
            new Contender(
                "IpvsPS",
                netns =>
                {
                    ServiceProxyInput input = Read(json);
                    if (isSecond)
                    {
                        Run(netns, input);
                    }

                    return () => BenchmarkSession.Time(() => Run(netns, input));
                }
            ),
            null,
            isSecond ? null : new Contender("raw loop", netns => Raw(netns, Read(json)))
        )
        {
            Check = netns => Check(netns, Most * EndpointCount),
        };

    /// <summary>The same services, real servers and addresses, by messages that were made before.</summary>
    private static Func<TimeSpan> Raw(BenchmarkNamespace netns, ServiceProxyInput input)
    {
        netns.Native($"ip -n $netns link add {ServiceProxyOptions.LinkName} type dummy");
        using LinkClient links = LinkClient.Open(netns.Handle, CancellationToken.None);
        int link = links.GetLink(ServiceProxyOptions.LinkName).Index;
        ushort family = Family(netns);
        NetlinkWriter messages = new(16 << 20),
            addresses = new(1 << 20);
        var cluster = new ClusterState(input, Options, []);
        foreach (VirtualService service in cluster.Tracker.State.Services)
        {
            ServiceEntry entry = service.ToEntry();
            IpvsMessages.AddService(messages, family, entry.Service);
            foreach (RealServer server in entry.RealServers)
            {
                IpvsMessages.AddRealServer(messages, family, entry.Id, server);
            }

            var address = new NetLinkAddress
            {
                LinkIndex = link,
                Address = service.Id.Address.ToIPAddress(),
                PrefixLength = service.Id.Address.BitCount,
            };
            AddressMessages.Add(addresses, address);
        }

        List<byte[]> rules = RawLoop.Datagrams(messages);
        List<byte[]> additions = RawLoop.Datagrams(addresses);
        RawLoop table = netns.Keep(new RawLoop(netns, NetlinkProtocol.Generic));
        RawLoop route = netns.Keep(new RawLoop(netns, NetlinkProtocol.Route));
        return () =>
            BenchmarkSession.Time(() =>
            {
                table.Apply(rules);
                route.Apply(additions);
            });
    }

    private static void Run(BenchmarkNamespace netns, ServiceProxyInput input)
    {
        using ServiceProxySync sync = Open(netns);
        ClusterState cluster = sync.Read(input, Options);
        ServiceProxyPlan plan = sync.Plan(cluster, new SyncSettings());
        if (sync.Apply(cluster, plan, new SyncSettings()).Count > 0)
        {
            throw new InvalidOperationException("The kernel refused something.");
        }
    }

    /// <summary>One slice among so many services loses an endpoint, and gets it back.</summary>
    private static string Step(int count)
    {
        using var netns = new BenchmarkNamespace();
        using ServiceProxySync sync = Open(netns);
        ClusterState cluster = sync.Read(Read(Encoding.UTF8.GetBytes(Objects(count))), Options);
        sync.Apply(cluster, sync.Plan(cluster, new SyncSettings()), new SyncSettings());
        ServiceProxyInput[] versions =
        [
            .. Enumerable.Range(0, 40).Select(round => Read(Encoding.UTF8.GetBytes(Slice(count / 2, EndpointCount - 1 + (round % 2))))),
        ];
        long bytes = long.MaxValue;
        TimeSpan best = TimeSpan.MaxValue;
        foreach (ServiceProxyInput version in versions)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            ServiceProxyPlan plan = sync.PlanChanges(cluster, version, new SyncSettings());
            sync.Apply(cluster, plan, new SyncSettings());
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            best = time < best ? time : best;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
            if (plan.Table.AddedServers.Count + plan.Table.RemovedServers.Count != 1)
            {
                throw new InvalidOperationException("One changed slice is one change.");
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"One changed slice among {count:N0} services: {best.TotalMilliseconds:N1} ms and {bytes:N0} bytes allocated (the best of 40)."
        );
    }

    private static ServiceProxySync Open(BenchmarkNamespace netns) =>
        ServiceProxySync.Open(netns.Handle, StateDirectory.Default, isReadOnly: false, CancellationToken.None);

    private static ServiceProxyInput Read(byte[] json)
    {
        var input = new ServiceProxyInput();
        input.Read(json);
        return input;
    }

    private static void Check(BenchmarkNamespace netns, int expected)
    {
        using IpvsClient client = IpvsClient.Open(netns.Handle, CancellationToken.None);
        int actual = client.ListServices().Sum(service => client.ListRealServers(service).Count);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{netns.Name} has {actual} real servers and not {expected}.");
        }
    }

    private static ushort Family(BenchmarkNamespace netns)
    {
        using NetlinkConnection connection = Namespaces.NamespaceThread.Connect(
            netns.Handle,
            NetlinkProtocol.Generic,
            CancellationToken.None
        );
        return GenericNetlinkFamily.Resolve(connection, IpvsGenl.FamilyName);
    }

    private static string Objects(int count)
    {
        var text = new StringBuilder("{\"kind\":\"List\",\"items\":[");
        for (int i = 0; i < count; i++)
        {
            string address = string.Create(CultureInfo.InvariantCulture, $"10.96.{i >> 8}.{i & 255}");
            text.Append(i == 0 ? string.Empty : ",\n")
                .Append(
                    $$$"""
                    {"apiVersion":"v1","kind":"Service","metadata":{"name":"s{{{i}}}","namespace":"shop",
                    "creationTimestamp":"2026-01-01T00:00:00Z",
                    "resourceVersion":"{{{i + 1}}}"},"spec":{"type":"ClusterIP","clusterIP":"{{{address}}}","clusterIPs":["{{{address}}}"],
                    "ipFamilies":["IPv4"],"ports":[{"name":"http","protocol":"TCP","port":80,"targetPort":8080}]} },
                    """
                )
                .Append(Slice(i, EndpointCount));
        }

        return text.Append("]}").ToString();
    }

    private static string Slice(int i, int endpoints)
    {
        IEnumerable<string> written = Enumerable
            .Range(1, endpoints)
            .Select(n =>
                $$"""
                    {"addresses":["10.{{128 + (i >> 8)}}.{{i & 255}}.{{n}}"],"conditions":{"ready":true,"serving":true,"terminating":false},
                    "nodeName":"node{{n}}","targetRef":{"kind":"Pod","namespace":"shop","name":"s{{i}}-{{n}}"},"zone":"a"}
                    """
            );
        return $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","addressType":"IPv4","metadata":{"name":"s{{{i}}}-1",
            "namespace":"shop",
            "labels":{"kubernetes.io/service-name":"s{{{i}}}"} },"ports":[{"name":"http","protocol":"TCP","port":8080}],
            "endpoints":[{{{string.Join(',', written)}}}]}
            """;
    }
}
