using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>Laws of plans, tried with random tables on the real kernel.</summary>
public sealed class ConfigurationLawTests(LabSession lab, TwoNamespaces spaces) : IClassFixture<TwoNamespaces>, IDisposable
{
    private const int Rounds = 60;

    private readonly NetNamespaceHandle _space = NetNamespaceHandle.Open(new NetNamespace(spaces.Ours.Name));

    public void Dispose()
    {
        _space.Dispose();
        spaces.Clear(lab);
    }

    [Fact]
    public void A_plan_from_one_table_to_another_makes_the_other_and_then_there_is_none()
    {
        var random = new Random(5);
        for (int round = 0; round < Rounds; round++)
        {
            ConfigurationTable wanted = RandomTable(random);
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                ConfigurationPlan plan = Plan(wanted, client);
                ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
                Assert.Empty(result.Refusals);
                Assert.Equal(0, Plan(wanted, client).Count);
                Assert.Equal(Text(wanted), Text(new KernelTable(client, Settings).Read(ConfigurationScope.All, false, null)));

                int sent = transport.Changes;
                ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
                Assert.Equal(sent, transport.Changes);
            }
        }
    }

    [Fact]
    public void One_change_is_one_message()
    {
        ConfigurationTable wanted = RandomTable(new Random(6));
        CountingTransport transport = Connect(out IpvsClient client);
        using (client)
        {
            ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
            ServiceEntry entry = wanted.Services.Find(one => one.Destinations.Count > 0)!;
            entry.Destinations.AsSpan()[0].Weight += 1;
            int before = transport.Changes;
            ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings);
            Assert.Equal(1, transport.Changes - before);
        }
    }

    [Fact]
    public void A_failure_anywhere_leaves_the_table_as_it_was_or_the_stated_list()
    {
        var random = new Random(7);
        int broken = 0;
        for (int round = 0; round < Rounds; round++)
        {
            CountingTransport transport = Connect(out IpvsClient client);
            using (client)
            {
                string before = Text(new KernelTable(client, Settings).Read(ConfigurationScope.All, false, null));
                ConfigurationTable wanted = RandomTable(random);
                ConfigurationPlan plan = Plan(wanted, client);
                transport.Fail(random.Next(3), random.Next(2) == 0 ? Errno.ENOBUFS : Errno.ENOMEM);
                ApplyResult result = ConfigurationApply.Run(plan, client, Reconnect, Settings);
                using IpvsClient other = Reconnect();
                string after = Text(new KernelTable(other, Settings).Read(ConfigurationScope.All, false, null));
                Assert.Equal(result.Refusals.Count > 0 ? before : Text(wanted), after);
                Assert.Empty(result.Left);
                broken += result.Refusals.Count > 0 ? 1 : 0;
            }
        }

        Assert.InRange(broken, 5, Rounds - 5);
    }

    /// <summary>Few addresses, so that tables meet: services and real servers in both, in one only, and changed.</summary>
    private static ConfigurationTable RandomTable(Random random)
    {
        var table = new ConfigurationTable();
        string[] schedulers = ["rr", "wlc", "sh", "mh", "wrr"];
        for (int i = 1; i <= 8; i++)
        {
            if (random.Next(3) == 0)
            {
                continue;
            }

            var service = new IpvsService { VirtualAddress = new System.Net.IPAddress([10, 0, 0, (byte)i]), VirtualPort = 80, Scheduler = schedulers[random.Next(5)] };
            service.PersistenceTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 500)) : null;
            service.PersistencePrefixLength = service.PersistenceTimeout is null ? null : random.Next(8, 33);
            var servers = new List<IpvsDestination>();
            int most = random.Next(4) == 0 ? 40 : 6;
            for (int j = 1; j <= most; j++)
            {
                if (random.Next(2) == 0)
                {
                    servers.Add(new IpvsDestination(InetAddress.FromIPAddress(new System.Net.IPAddress([10, 1, 0, (byte)j])), 80)
                    {
                        ForwardingMethod = random.Next(2) == 0 ? IpvsForwardingMethod.Masquerade : IpvsForwardingMethod.DirectRoute,
                        Weight = random.Next(4),
                        UpperThreshold = random.Next(3) == 0 ? 50u : 0,
                    });
                }
            }

            table.Services.Add(new ServiceEntry(service, servers.ToArray()));
        }

        table.Sort();
        return table;
    }

    private static ConfigurationPlan Plan(ConfigurationTable wanted, IpvsClient client) =>
        ConfigurationPlanner.Compare(wanted, new KernelTable(client, NoSettings), new PlanOptions(ConfigurationScope.All, Prune: true));

    private static string Text(ConfigurationTable table)
    {
        using var writer = new StringWriter();
        IpvsadmWriter.Write(table, writer);
        return writer.ToString();
    }

    private static IpvsSettingsClient NoSettings() => throw new InvalidOperationException("No settings are in these tables.");

    private IpvsSettingsClient Settings() => IpvsSettingsClient.Open(_space, CancellationToken.None);

    private IpvsClient Reconnect() => IpvsClient.Open(_space, CancellationToken.None);

    private CountingTransport Connect(out IpvsClient client)
    {
        var transport = new CountingTransport(NamespaceThread.Run(_space, () => NetlinkSocket.Open(NetlinkProtocol.Generic)));
        client = IpvsClient.Create(new NetlinkConnection(transport), _space.Identity);
        return transport;
    }
}
