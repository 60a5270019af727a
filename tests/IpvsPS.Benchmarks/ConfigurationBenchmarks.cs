using System.Globalization;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Benchmarks;

/// <summary>Whole IPVS tables: imported, listed, synced; and real servers added by the pipeline.</summary>
internal sealed class ConfigurationBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    private const int ServersPerService = 10;

    /// <summary>How much of a job the slow ones do, for its time to be scaled up.</summary>
    private const double SmallShare = 0.1;

    public override string Name => "configuration";

    public override IEnumerable<Job> Jobs()
    {
        foreach (int services in new[] { 1_000, 5_000 })
        {
            var table = new BenchmarkTable(services, ServersPerService);
            string rules = string.Create(CultureInfo.InvariantCulture, $"{services * (1 + ServersPerService):N0} rules");
            yield return Import($"import {rules}", table);
            yield return List($"list {table.ServerCount:N0} real servers", table);
            yield return Sync($"sync {rules}, nothing to change", table, change: false);
            yield return Sync($"sync {rules}, one to change", table, change: true);
        }

        yield return Add(1_000);
    }

    public override IEnumerable<string> Notes()
    {
        var table = new BenchmarkTable(5_000, ServersPerService);
        yield return $"Peak memory of a session that imports {table.RuleCount:N0} rules, lists them and syncs them without a change: {Peak(table)} above what the warm process holds (the lower of two).";
    }

    private Job Import(string title, BenchmarkTable table)
    {
        BenchmarkTable part = table.Part(table.ServiceCount > 1_000 ? SmallShare : 1);
        return new Job(
            title,
            Session.Cmdlets("Import-IpvsConfiguration $file -NetNamespace $space", ("file", table.JsonFile)),
            new Contender("ipvsadm -R", space => () => space.Time($"ip netns exec $space ipvsadm -R < {part.SaveFile}")) { Share = (double)part.ServiceCount / table.ServiceCount },
            new Contender("raw loop", space =>
            {
                List<byte[]> datagrams = Prebuild(space, table);
                RawLoop loop = space.Keep(new RawLoop(space, NetlinkProtocol.Generic));
                return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
            }))
        {
            Check = space => CheckIsThere(space, table),
        };
    }

    private Job List(string title, BenchmarkTable table) => new(
        title,
        After(table, Session.Cmdlets("$servers = Get-IpvsRealServer -NetNamespace $space")),
        After(table, new Contender("ipvsadm -Ln", space => () => space.Time("ip netns exec $space ipvsadm -Ln"))),
        After(table, RawList(table)))
    {
        Check = space => CheckIsThere(space, table),
    };

    private Job Sync(string title, BenchmarkTable table, bool change) => new(
        title,
        After(table, Prepared(change, Session.Cmdlets("Sync-IpvsConfiguration $file -NetNamespace $space", ("file", table.JsonFile)))),
        null,
        After(table, Prepared(false, RawList(table))))
    {
        Check = space => CheckIsThere(space, table),
    };

    /// <summary>Real servers as objects, each an input of its own; ipvsadm starts once each.</summary>
    private Job Add(int count)
    {
        string[] servers = [.. Enumerable.Range(0, count).Select(i => $"10.2.{i >> 8}.{i & 255}:80")];
        int part = (int)(count * SmallShare);
        var service = new IpvsService { VirtualAddress = System.Net.IPAddress.Parse("10.1.0.1"), VirtualPort = 80 };
        return new Job(
            string.Create(CultureInfo.InvariantCulture, $"pipe {count:N0} real servers"),
            WithService(service, Session.Cmdlets("$servers | ForEach-Object { [pscustomobject]@{ Address = $_ } } | Add-IpvsRealServer -VirtualAddress 10.1.0.1:80 -NetNamespace $space", ("servers", servers))),
            WithService(service, new Contender("ipvsadm -a", space =>
            {
                string script = Path.Combine(Path.GetTempPath(), $"{space.Name}.sh");
                File.WriteAllLines(script, servers.Take(part).Select(server => $"ipvsadm -a -t 10.1.0.1:80 -r {server}"));
                return () => space.Time($"ip netns exec $space bash {script}");
            }) with { Share = SmallShare }),
            WithService(service, new Contender("raw loop", space =>
            {
                List<byte[]> datagrams = [.. servers.SelectMany(server => RawLoop.Datagrams(AddServer(space, service.Id, server)))];
                RawLoop loop = space.Keep(new RawLoop(space, NetlinkProtocol.Generic));
                return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
            })))
        {
            Check = space => CheckCount(space, count),
        };
    }

    private static NetlinkWriter AddServer(BenchmarkNamespace space, IpvsServiceId service, string server)
    {
        var message = new NetlinkWriter();
        var endpoint = new InetEndpoint(server);
        IpvsMessages.AddRealServer(message, Family(space), service, new IpvsDestination(InetAddress.FromIPAddress(endpoint.Address!), (ushort)endpoint.Port!));
        return message;
    }

    private static Contender RawList(BenchmarkTable table) => new("raw loop", space =>
    {
        ushort family = Family(space);
        byte[] services = Request(writer => IpvsMessages.ListServices(writer, family));
        List<byte[]> servers = table.Table.Services.ConvertAll(entry => Request(writer => IpvsMessages.ListRealServers(writer, family, entry.Id)));
        RawLoop loop = space.Keep(new RawLoop(space, NetlinkProtocol.Generic));
        return () => BenchmarkSession.Time(() =>
        {
            loop.List(services);
            servers.ForEach(request => loop.List(request));
        });
    });

    private static byte[] Request(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    internal static Contender After(BenchmarkTable table, Contender contender) => contender with
    {
        Prepare = space =>
        {
            using var loop = new RawLoop(space, NetlinkProtocol.Generic);
            loop.Apply(Prebuild(space, table));
            return contender.Prepare(space);
        },
    };

    private static Contender WithService(IpvsService service, Contender contender) => contender with
    {
        Prepare = space =>
        {
            using IpvsClient client = Open(space);
            client.AddService(service);
            return contender.Prepare(space);
        },
    };

    /// <summary>With a change, one weight differs from what the file says.</summary>
    private static Contender Prepared(bool change, Contender contender) => !change ? contender : contender with
    {
        Prepare = space =>
        {
            using IpvsClient client = Open(space);
            IpvsRealServer server = client.ListRealServers(client.ListServices()[0])[0];
            server.Weight += 1;
            client.SetRealServer(server);
            return contender.Prepare(space);
        },
    };

    private static List<byte[]> Prebuild(BenchmarkNamespace space, BenchmarkTable table)
    {
        ushort family = Family(space);
        var messages = new NetlinkWriter(8 << 20);
        foreach (ServiceEntry entry in table.Table.Services)
        {
            IpvsMessages.AddService(messages, family, entry.Service);
            foreach (IpvsDestination server in entry.Destinations)
            {
                IpvsMessages.AddRealServer(messages, family, entry.Id, server);
            }
        }

        return RawLoop.Datagrams(messages);
    }

    private string Peak(BenchmarkTable table)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 2; run++)
        {
            using var space = new BenchmarkNamespace();
            Func<TimeSpan> work = Session.Cmdlets(
                "Import-IpvsConfiguration $file -NetNamespace $space; $servers = Get-IpvsRealServer -NetNamespace $space; Sync-IpvsConfiguration $file -NetNamespace $space; $servers = $null",
                ("file", table.JsonFile)).Prepare(space);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // 5 sets the peak to what is held now.
            File.WriteAllText("/proc/self/clear_refs", "5");
            long before = Status("VmRSS");
            work();
            least = Math.Min(least, Status("VmHWM") - before);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{least / 1024.0:N1} MiB");
    }

    /// <summary>A number of kilobytes of this process.</summary>
    private static long Status(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal)).Split(':', ' ', '\t').First(word => word.Length > 0 && char.IsDigit(word[0])),
        CultureInfo.InvariantCulture);

    private static void CheckIsThere(BenchmarkNamespace space, BenchmarkTable table)
    {
        using IpvsClient client = Open(space);
        ConfigurationPlan plan = ConfigurationPlanner.Compare(table.Table, new KernelTable(client, () => throw new InvalidOperationException()), new PlanOptions(ConfigurationScope.All, Prune: true));
        if (plan.Count > 0)
        {
            throw new InvalidOperationException($"{space.Name} differs by {plan.Count} changes from what it should hold.");
        }
    }

    private static void CheckCount(BenchmarkNamespace space, int expected)
    {
        using IpvsClient client = Open(space);
        int actual = client.ListServices().Sum(service => client.ListRealServers(service).Count);
        if (actual != expected)
        {
            throw new InvalidOperationException($"{space.Name} has {actual} real servers and not {expected}.");
        }
    }

    private static IpvsClient Open(BenchmarkNamespace space) => IpvsClient.Open(space.Handle, CancellationToken.None);

    private static ushort Family(BenchmarkNamespace space)
    {
        using NetlinkConnection connection = Namespaces.NamespaceThread.Connect(space.Handle, NetlinkProtocol.Generic, CancellationToken.None);
        return GenericNetlinkFamily.Resolve(connection, IpvsGenl.FamilyName);
    }
}
