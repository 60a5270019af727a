using System.Globalization;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Benchmarks;

/// <summary>Whole IPVS tables: imported, listed, synced; and real servers added by the pipeline.</summary>
internal sealed class ConfigurationBenchmarks(BenchmarkSession session) : BenchmarkGroup(session)
{
    internal const int ServersPerService = 10;

    /// <summary>How much of a job the slow ones do, for its time to be scaled up.</summary>
    internal const double SmallShare = 0.1;

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
        yield return $"Peak memory of a session that imports {table.RuleCount:N0} rules, lists them and syncs them without a change: "
            + $"{Peak(table)} above what the warm process holds (the lower of two).";
    }

    private Job Import(string title, BenchmarkTable table) =>
        new(
            title,
            Session.Cmdlets("Import-IpvsConfiguration $file -NetNamespace $netns", ("file", table.JsonFile)),
            TableContenders.Restore(table),
            TableContenders.RawImport(table)
        )
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };

    private Job List(string title, BenchmarkTable table) =>
        new(
            title,
            TableContenders.After(table, Session.Cmdlets("$servers = Get-IpvsRealServer -NetNamespace $netns")),
            TableContenders.After(table, new Contender("ipvsadm -Ln", netns => () => netns.Time("ip netns exec $netns ipvsadm -Ln"))),
            TableContenders.After(table, TableContenders.RawList(table))
        )
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };

    private Job Sync(string title, BenchmarkTable table, bool change) =>
        new(
            title,
            TableContenders.After(
                table,
                Prepared(change, Session.Cmdlets("Sync-IpvsConfiguration $file -NetNamespace $netns", ("file", table.JsonFile)))
            ),
            null,
            TableContenders.After(table, Prepared(false, TableContenders.RawList(table)))
        )
        {
            Check = netns => TableContenders.CheckIsThere(netns, table),
        };

    /// <summary>Real servers as objects, each an input of its own; ipvsadm starts once each.</summary>
    private Job Add(int count)
    {
        string[] servers = [.. Enumerable.Range(0, count).Select(i => $"10.2.{i >> 8}.{i & 255}:80")];
        int part = (int)(count * SmallShare);
        var service = new IpvsService { VirtualAddress = System.Net.IPAddress.Parse("10.1.0.1"), VirtualPort = 80 };
        return new Job(
            string.Create(CultureInfo.InvariantCulture, $"pipe {count:N0} real servers"),
            TableContenders.WithService(
                service,
                Session.Cmdlets(
                    "$servers | ForEach-Object { [pscustomobject]@{ Address = $_ } } | Add-IpvsRealServer -VirtualAddress "
                        + "10.1.0.1:80 -NetNamespace $netns",
                    ("servers", servers)
                )
            ),
            TableContenders.WithService(
                service,
                new Contender(
                    "ipvsadm -a",
                    netns =>
                    {
                        string script = Path.Combine(Path.GetTempPath(), $"{netns.Name}.sh");
                        File.WriteAllLines(script, servers.Take(part).Select(server => $"ipvsadm -a -t 10.1.0.1:80 -r {server}"));
                        return () => netns.Time($"ip netns exec $netns bash {script}");
                    }
                ) with
                {
                    Share = SmallShare,
                }
            ),
            TableContenders.WithService(
                service,
                new Contender(
                    "raw loop",
                    netns =>
                    {
                        List<byte[]> datagrams = [.. servers.SelectMany(server => RawLoop.Datagrams(AddServer(netns, service.Id, server)))];
                        RawLoop loop = netns.Keep(new RawLoop(netns, NetlinkProtocol.Generic));
                        return () => BenchmarkSession.Time(() => loop.Apply(datagrams));
                    }
                )
            )
        )
        {
            Check = netns => TableContenders.CheckCount(netns, count),
        };
    }

    private static NetlinkWriter AddServer(BenchmarkNamespace netns, IpvsServiceId service, string server)
    {
        var message = new NetlinkWriter();
        var endpoint = new InetEndpoint(server);
        IpvsMessages.AddRealServer(
            message,
            TableContenders.Family(netns),
            service,
            new RealServer(InetAddress.FromIPAddress(endpoint.Address!), (ushort)endpoint.Port!)
        );
        return message;
    }

    /// <summary>With a change, one weight differs from what the file says.</summary>
    private static Contender Prepared(bool change, Contender contender) =>
        !change
            ? contender
            : contender with
            {
                Prepare = netns =>
                {
                    using IpvsClient client = TableContenders.Open(netns);
                    IpvsRealServer server = client.ListRealServers(client.ListServices()[0])[0];
                    server.Weight += 1;
                    client.SetRealServer(server);
                    return contender.Prepare(netns);
                },
            };

    private string Peak(BenchmarkTable table)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 2; run++)
        {
            using var netns = new BenchmarkNamespace();
            Func<TimeSpan> work = Session
                .Cmdlets(
                    "Import-IpvsConfiguration $file -NetNamespace $netns; $servers = Get-IpvsRealServer -NetNamespace $netns; "
                        + "Sync-IpvsConfiguration $file -NetNamespace $netns; $servers = $null",
                    ("file", table.JsonFile)
                )
                .Prepare(netns);
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
    private static long Status(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
                .Split(':', ' ', '\t')
                .First(word => word.Length > 0 && char.IsDigit(word[0])),
            CultureInfo.InvariantCulture
        );
}
