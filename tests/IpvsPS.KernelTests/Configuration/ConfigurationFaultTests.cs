using System.Net;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>Stops, faults and strangers in the midst of an apply, planted between the module and the real kernel.</summary>
public sealed class ConfigurationFaultTests(LabSession lab, TwoNamespaces namespaces)
    : TableTestBase(lab, namespaces),
        IClassFixture<TwoNamespaces>
{
    private const int Rounds = 60;

    [Fact]
    public void A_stop_between_any_two_datagrams_leaves_the_first_changes_and_a_second_run_makes_the_rest()
    {
        int stops = 0;
        for (bool isStopped = true; isStopped; stops++)
        {
            Make(RandomTable(new Random(8)));
            ConfigurationTable wanted = RandomTable(new Random(9));
            wanted.Services.AddRange([LargeService(11), LargeService(12)]);
            wanted.Sort();
            using var stop = new CancellationTokenSource();
            CountingTransport transport = ConnectUntil(stop.Token, out IpvsClient client);
            using (client)
            {
                ConfigurationPlan plan = Plan(wanted, client);
                string[] changes = Words(plan);
                int until = stops;
                transport.Answered = () =>
                {
                    if (--until == 0)
                    {
                        stop.Cancel();
                    }
                };
                if (until == 0)
                {
                    stop.Cancel();
                }

                ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
                isStopped = result.IsStopped;
                Assert.DoesNotContain(Read().Services, entry => entry.Service.Scheduler == "none");
                using IpvsClient other = Reconnect();
                Assert.Equal(isStopped ? changes[result.DoneCount..].Order() : [], Words(Plan(wanted, other)).Order());
            }

            Make(wanted);
            Assert.Equal(Text(wanted), Text(Read()));
        }

        // Additions of two services that fill several datagrams each, edits, removals.
        Assert.InRange(stops, 5, 30);
    }

    [Fact]
    public void Answers_that_are_lost_anywhere_are_made_good_by_reading_back_and_nothing_is_sent_twice()
    {
        for (int lost = 0; lost < 5; lost++)
        {
            Make(RandomTable(new Random(8)));
            ConfigurationTable wanted = RandomTable(new Random(9));
            wanted.Services.Add(LargeService(11));
            wanted.Sort();
            var others = new List<CountingTransport>();
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                ConfigurationPlan plan = Plan(wanted, client);
                transport.Fail(lost, Errno.ENOBUFS);
                ApplyResult result = ConfigurationApply.Run(
                    plan,
                    client,
                    () =>
                    {
                        others.Add(Connect(out IpvsClient other));
                        return other;
                    },
                    Settings
                );
                Assert.Empty(result.Refusals);
                Assert.Equal(Text(wanted), Text(Read()));
                Assert.Equal(new ApplySteps(plan).Count, transport.Changes);
                Assert.Equal((lost < 4, 0), (others.Count > 0, others.Sum(other => other.Changes)));
            }
        }
    }

    [Fact]
    public void Whoever_is_told_and_throws_leaves_no_service_half_published()
    {
        ConfigurationTable wanted = new() { Services = { LargeService(1) } };
        using IpvsClient client = Reconnect();
        ConfigurationPlan plan = Plan(wanted, client);
        Assert.Throws<InvalidDataException>(() =>
            ConfigurationApply.Run(plan, client, Reconnect, Settings, say: _ => throw new InvalidDataException())
        );
        ServiceEntry entry = Assert.Single(Read().Services);
        Assert.Equal("mh", entry.Service.Scheduler);
        Assert.InRange(entry.RealServers.Count, 1, wanted.Services[0].RealServers.Count - 1);
    }

    [Fact]
    public void A_take_back_that_fails_too_leaves_the_stated_list_and_nothing_else()
    {
        var random = new Random(10);
        int leaving = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Make(RandomTable(random));
            ConfigurationTable before = Read();
            ConfigurationTable wanted = RandomTable(random);
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                ConfigurationPlan plan = Plan(wanted, client);
                if (random.Next(2) == 0)
                {
                    transport.Fail(random.Next(3), Errno.ENOMEM);
                }
                else
                {
                    transport.RefusedCommand = random.Next(1, 8);
                }

                int refused = random.Next(1, 8);
                ApplyResult result = ConfigurationApply.Run(plan, client, () => ConnectBadly(random, refused), Settings);
                Assert.False(result.IsLeftGuessed);
                Assert.Equal(result.Refusals.Count == 0 ? Text(wanted) : Text(With(before, plan, result.Left)), Text(Read()));
                leaving += result.Left.Count > 0 ? 1 : 0;
            }
        }

        Assert.InRange(leaving, 5, Rounds - 5);
    }

    [Fact]
    public void What_cannot_even_be_read_back_is_all_listed_as_a_guess()
    {
        ConfigurationTable wanted = RandomTable(new Random(9));
        CountingTransport transport = Connect(out IpvsClient client);
        using (client)
        {
            ConfigurationPlan plan = Plan(wanted, client);
            transport.Fail(0, Errno.ENOMEM);
            ApplyResult result = ConfigurationApply.Run(
                plan,
                client,
                () => throw new NetlinkException("connect", Errno.ENOBUFS, null),
                Settings
            );
            Assert.True(result.IsLeftGuessed);
            Assert.Equal(new ApplySteps(plan).Take(new ApplySteps(plan).AdditionsEnd).Select(step => step.Operation), result.Left);
        }
    }

    [Fact]
    public void A_service_that_somebody_else_makes_meanwhile_keeps_what_it_has()
    {
        ConfigurationTable wanted = new()
        {
            Services = { LargeService(1, count: 3), LargeService(2, count: 30), LargeService(3, count: 3) },
        };
        ConfigurationTable theirs = new() { Services = { LargeService(1, count: 0, "rr"), LargeService(2, count: 0, "rr") } };
        using IpvsClient client = Reconnect();
        ConfigurationPlan plan = Plan(wanted, client);
        Make(theirs);

        ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
        Assert.Equal(
            ["TCP 10.0.0.1:80 EEXIST", "TCP 10.0.0.2:80 EEXIST"],
            result.Refusals.Select(refusal => $"{((IpvsService)refusal.Target).Id} {refusal.Exception.Error}")
        );

        // How the service was that has been published is not known.
        Assert.Equal(["publish the service TCP 10.0.0.2:80 with the scheduler mh"], result.Left);
        Assert.Equal(Text(theirs).Replace("2:80 -s rr", "2:80 -s mh", StringComparison.Ordinal), Text(Read()));
    }

    private static ServiceEntry LargeService(byte number, int count = 2000, string scheduler = "mh") =>
        new(
            new IpvsService
            {
                VirtualAddress = new IPAddress([10, 0, 0, number]),
                VirtualPort = 80,
                Scheduler = scheduler,
            },
            Enumerable
                .Range(0, count)
                .Select(server => new RealServer(InetAddress.FromIPAddress(new IPAddress([10, 2, (byte)(server >> 8), (byte)server])), 80))
                .ToArray()
        );

    private static string[] Words(ConfigurationPlan plan) => [.. plan.Changes(null).Select(change => change.ToString())];

    /// <summary>A connection in which the kernel refuses every change of one kind, or that may break.</summary>
    private IpvsClient ConnectBadly(Random random, int refused)
    {
        CountingTransport transport = Connect(out IpvsClient client);
        switch (random.Next(4))
        {
            case 0:
                transport.Fail(0, Errno.ENOMEM);
                break;
            case 1:
                transport.Fail(0, Errno.ENOBUFS);
                break;
            case 2:
                transport.RefusedCommand = refused;
                break;
        }

        return client;
    }

    /// <summary>A table with those steps of a plan made that are in a list of words.</summary>
    private static ConfigurationTable With(ConfigurationTable before, ConfigurationPlan plan, List<string> left)
    {
        Dictionary<IpvsServiceId, ServiceEntry> entries = before.Services.ToDictionary(entry => entry.Id);
        var unknown = new HashSet<string>(left);
        foreach (ApplyStep step in new ApplySteps(plan).SelectMany(WithServers).Where(step => unknown.Remove(step.Operation)))
        {
            entries.TryGetValue(step.Id, out ServiceEntry? entry);
            List<RealServer> servers = [.. entry?.RealServers ?? default];
            RealServer server = step.Kind == ApplyKind.RemoveServer ? step.PresentServer : step.Server;
            int place = servers.FindIndex(one => RealServer.CompareEndpoints(one, server) == 0);
            switch (step.Kind)
            {
                case ApplyKind.RemoveService:
                    entries.Remove(step.Id);
                    continue;
                case ApplyKind.RemoveServer:
                    servers.RemoveAt(place);
                    break;
                case ApplyKind.SetServer:
                    servers[place] = server;
                    break;
                case ApplyKind.AddServer or ApplyKind.AddServerOfNewService:
                    servers.Add(server);
                    break;
            }

            IpvsService service =
                step.Kind == ApplyKind.AddUnpublishedService ? Unpublished(step.Service!) : step.Service ?? entry!.Service;
            entries[step.Id] = new ServiceEntry(service, servers.OrderBy(one => one.Address).ThenBy(one => one.Port).ToArray());
        }

        Assert.Empty(unknown);
        var table = new ConfigurationTable { Services = [.. entries.Values] };
        table.Sort();
        return table;
    }

    /// <summary>A service that has come back may lack real servers, each of which is then listed.</summary>
    private static IEnumerable<ApplyStep> WithServers(ApplyStep step) =>
        step.Kind == ApplyKind.RemoveService
            ? step.Present!.RealServers.Select(server => new ApplyStep(ApplyKind.RemoveServer, step.Id) { PresentServer = server })
                .Append(step)
            : [step];

    private static IpvsService Unpublished(IpvsService service) =>
        new()
        {
            VirtualAddress = service.VirtualAddress,
            VirtualPort = service.VirtualPort,
            Scheduler = "none",
            PersistenceTimeout = service.PersistenceTimeout,
            PersistencePrefixLength = service.PersistencePrefixLength,
        };
}
