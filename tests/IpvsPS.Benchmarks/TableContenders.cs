using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Benchmarks;

/// <summary>IPVS tables made, imported and listed without the module, and compared with what should be there.</summary>
internal static class TableContenders
{
    public static Contender Restore(BenchmarkTable table)
    {
        BenchmarkTable part = table.Part(table.ServiceCount > 1_000 ? ConfigurationBenchmarks.SmallShare : 1);
        return new Contender("ipvsadm -R", netns => () => netns.Time($"ip netns exec $netns ipvsadm -R < {part.SaveFile}"))
        {
            Share = (double)part.ServiceCount / table.ServiceCount,
        };
    }

    public static Contender RawImport(BenchmarkTable table) =>
        new(
            "raw loop",
            netns =>
            {
                List<byte[]> datagrams = Prebuild(netns, table.Table.Services);
                RawLoop loop = netns.Keep(new RawLoop(netns, NetlinkProtocol.Generic));
                return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
            }
        );

    public static Contender RawList(BenchmarkTable table) =>
        new(
            "raw loop",
            netns =>
            {
                ushort family = Family(netns);
                byte[] services = Request(writer => IpvsMessages.ListServices(writer, family));
                List<byte[]> servers = table.Table.Services.ConvertAll(entry =>
                    Request(writer => IpvsMessages.ListRealServers(writer, family, entry.Id))
                );
                RawLoop loop = netns.Keep(new RawLoop(netns, NetlinkProtocol.Generic));
                return () =>
                    BenchmarkSession.Time(() =>
                    {
                        loop.List(services);
                        servers.ForEach(request => loop.List(request));
                    });
            }
        );

    private static byte[] Request(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    public static Contender After(BenchmarkTable table, Contender contender) =>
        contender with
        {
            Prepare = netns =>
            {
                using var loop = new RawLoop(netns, NetlinkProtocol.Generic);
                loop.Apply(Prebuild(netns, table.Table.Services));
                return contender.Prepare(netns);
            },
        };

    public static Contender WithService(IpvsService service, Contender contender) =>
        contender with
        {
            Prepare = netns =>
            {
                using IpvsClient client = Open(netns);
                client.AddService(service);
                return contender.Prepare(netns);
            },
        };

    /// <summary>The datagrams that make services with their real servers.</summary>
    public static List<byte[]> Prebuild(BenchmarkNamespace netns, IEnumerable<ServiceEntry> services)
    {
        ushort family = Family(netns);
        var messages = new NetlinkWriter(8 << 20);
        foreach (ServiceEntry entry in services)
        {
            IpvsMessages.AddService(messages, family, entry.Service);
            foreach (RealServer server in entry.RealServers)
            {
                IpvsMessages.AddRealServer(messages, family, entry.Id, server);
            }
        }

        return RawLoop.Datagrams(messages);
    }

    public static void CheckIsThere(BenchmarkNamespace netns, BenchmarkTable table)
    {
        using IpvsClient client = Open(netns);
        ConfigurationPlan plan = ConfigurationPlanner.Compare(
            table.Table,
            new KernelState(client, () => throw new InvalidOperationException()),
            new PlanOptions(ConfigurationScope.All, Prune: true)
        );
        if (plan.Count > 0)
        {
            throw new InvalidOperationException($"{netns.Name} differs by {plan.Count} changes from what it should hold.");
        }
    }

    public static void CheckCount(BenchmarkNamespace netns, int expected)
    {
        using IpvsClient client = Open(netns);
        int actual = client.ListServices().Sum(service => client.ListRealServers(service).Count);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{netns.Name} has {actual} real servers and not {expected}.");
        }
    }

    public static IpvsClient Open(BenchmarkNamespace netns) => IpvsClient.Open(netns.Handle, CancellationToken.None);

    public static ushort Family(BenchmarkNamespace netns)
    {
        using NetlinkConnection connection = Namespaces.NamespaceThread.Connect(
            netns.Handle,
            NetlinkProtocol.Generic,
            CancellationToken.None
        );
        return GenericNetlinkFamily.Resolve(connection, IpvsGenl.FamilyName);
    }
}
