using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.KernelTests.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>What the tests share that apply random tables to the real kernel, without PowerShell.</summary>
public abstract class TableTestBase : IDisposable
{
    private readonly LabSession _lab;
    private readonly TwoNamespaces _spaces;
    private readonly NetNamespaceHandle _netns;

    protected TableTestBase(LabSession lab, TwoNamespaces namespaces)
    {
        (_lab, _spaces) = (lab, namespaces);
        _netns = NetNamespaceHandle.Open(new NetNamespace(namespaces.Ours.Name));
    }

    /// <summary>Empties the table.</summary>
    public void Dispose()
    {
        _netns.Dispose();
        _spaces.Clear(_lab);
        GC.SuppressFinalize(this);
    }

    /// <summary>Few addresses, so that tables meet: services and real servers in both, in one only, and changed.</summary>
    internal static ConfigurationTable RandomTable(Random random)
    {
        var table = new ConfigurationTable();
        string[] schedulers = ["rr", "wlc", "sh", "mh", "wrr"];
        for (int i = 1; i <= 8; i++)
        {
            if (random.Next(3) == 0)
            {
                continue;
            }

            var service = new IpvsService
            {
                VirtualAddress = new System.Net.IPAddress([10, 0, 0, (byte)i]),
                VirtualPort = 80,
                Scheduler = schedulers[random.Next(5)],
            };
            service.PersistenceTimeout = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 500)) : null;
            service.PersistencePrefixLength = service.PersistenceTimeout is null ? null : random.Next(8, 33);
            var servers = new List<RealServer>();
            int most = random.Next(4) == 0 ? 40 : 6;
            for (int j = 1; j <= most; j++)
            {
                if (random.Next(2) == 0)
                {
                    servers.Add(
                        new RealServer(InetAddress.FromIPAddress(new System.Net.IPAddress([10, 1, 0, (byte)j])), 80)
                        {
                            ForwardingMethod = random.Next(2) == 0 ? IpvsForwardingMethod.Masquerade : IpvsForwardingMethod.DirectRoute,
                            Weight = random.Next(4),
                            UpperThreshold = random.Next(3) == 0 ? 50u : 0,
                        }
                    );
                }
            }

            table.Services.Add(new ServiceEntry(service, servers.ToArray()));
        }

        table.Sort();
        return table;
    }

    internal static ConfigurationPlan Plan(ConfigurationTable wanted, IpvsClient client) =>
        ConfigurationPlanner.Compare(wanted, new KernelState(client, NoSettings), new PlanOptions(ConfigurationScope.All, Prune: true));

    internal static string Text(ConfigurationTable table)
    {
        using var writer = new StringWriter();
        IpvsadmWriter.Write(table, writer);
        return writer.ToString();
    }

    internal ConfigurationTable Read()
    {
        using IpvsClient client = Reconnect();
        return new KernelState(client, Settings).Read(ConfigurationScope.All, false, null);
    }

    /// <summary>Makes the kernel's table this one.</summary>
    internal void Make(ConfigurationTable wanted)
    {
        using IpvsClient client = Reconnect();
        Assert.Empty(ConfigurationApply.Run(Plan(wanted, client), client, Reconnect, Settings).Refusals);
    }

    internal IpvsSettingsClient Settings() => IpvsSettingsClient.Open(_netns, CancellationToken.None);

    internal IpvsClient Reconnect() => IpvsClient.Open(_netns, CancellationToken.None);

    internal CountingTransport Connect(out IpvsClient client) => ConnectUntil(CancellationToken.None, out client);

    /// <summary>A connection that a stop ends.</summary>
    internal CountingTransport ConnectUntil(CancellationToken stop, out IpvsClient client)
    {
        var transport = new CountingTransport(NamespaceThread.Run(_netns, () => NetlinkSocket.Open(NetlinkProtocol.Generic)));
        client = IpvsClient.Create(new NetlinkConnection(transport, stop), _netns.Namespace);
        return transport;
    }

    private static IpvsSettingsClient NoSettings() => throw new InvalidOperationException("No settings are in these tables.");
}
