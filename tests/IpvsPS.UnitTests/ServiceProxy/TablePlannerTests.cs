using System.Text;
using System.Text.RegularExpressions;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>What a sync does with the table: its own services, those of others, real servers that are no longer wanted.</summary>
public sealed partial class TablePlannerTests
{
    private const string Cluster = "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"]";
    private const string Own = "-A -t 10.96.0.9:80 -s rr\n-a -t 10.96.0.9:80 -r 10.200.2.5:8080 -m -w 5\n";

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IpvsServiceId Web = IpvsServiceId.ForAddress(RecordedState.Address("10.96.0.9"), 80, IpvsProtocol.Tcp);

    [Fact]
    public void What_is_as_wanted_needs_no_change()
    {
        TablePlanner plan = Plan(Own, Owned());
        Assert.Equal(0, plan.Plan.Count);
        Assert.True(plan.After.HasSameContent(Owned()));
    }

    [Fact]
    public void An_equal_service_of_somebody_else_is_adopted_also_with_a_real_server_that_ends()
    {
        TablePlanner plan = Plan(Own + "-a -t 10.96.0.9:80 -r 10.200.2.9:8080 -m -w 0\n", new OwnershipRecord());
        Assert.Equal([Web], plan.Adopted);
        Assert.Contains(Web, plan.After.Services);
        Assert.Equal("10.200.2.9:8080", Assert.Single(plan.Plan.RemovedServers).Present.ToString());
    }

    [Theory]
    [InlineData("-A -t 10.96.0.9:80 -s wlc\n-a -t 10.96.0.9:80 -r 10.200.2.5:8080 -m -w 5\n")]
    [InlineData("-A -t 10.96.0.9:80 -s rr\n-a -t 10.96.0.9:80 -r 10.200.2.5:8080 -m -w 4\n")]
    [InlineData("-A -t 10.96.0.9:80 -s rr\n")]
    [InlineData(Own + "-a -t 10.96.0.9:80 -r 10.200.2.9:8080 -m -w 1\n")]
    public void A_service_of_somebody_else_that_differs_is_told_and_left_alone(string table)
    {
        TablePlanner plan = Plan(table, new OwnershipRecord());
        Assert.Equal(0, plan.Plan.Count);
        Assert.Empty(plan.After.Services);
        Assert.Equal(
            "ForeignService Service shop/web TCP 10.96.0.9:80",
            string.Join(' ', plan.Events.Select(one => $"{one.Code} {one.Object} {one.Field}"))
        );
    }

    [Fact]
    public void Own_services_that_nobody_wants_go_and_those_of_others_stay()
    {
        const string more = "-A -u 10.96.0.7:53 -s rr\n-A -u 10.96.0.8:53 -s rr\n";
        OwnershipRecord owned = Owned();
        owned.Services.Add(IpvsServiceId.ForAddress(RecordedState.Address("10.96.0.7"), 53, IpvsProtocol.Udp));
        TablePlanner plan = Plan(Own + more, owned);
        Assert.Equal("UDP 10.96.0.7:53", Assert.Single(plan.Plan.RemovedServices).Id.ToString());
        Assert.Equal(3, plan.After.Services.Count + plan.Gone.Count);
    }

    [Fact]
    public void A_real_server_that_is_no_longer_wanted_keeps_its_connections_for_a_time()
    {
        RealServer ending = new(RecordedState.Address("10.200.2.9"), 8080)
        {
            ForwardingMethod = IpvsForwardingMethod.Masquerade,
            Weight = 1,
            ActiveConnections = 2,
        };
        var id = RealServerId.Of(Web, ending);
        TablePlanner first = Plan(Own, Owned(), ending);
        Assert.Equal(0, Assert.Single(first.Plan.QuiescedServers).Desired.Weight);
        Assert.Equal(Now + TimeSpan.FromSeconds(60), first.After.Draining[id]);

        TablePlanner second = Plan(Own, first.After, ending with { Weight = 0 });
        Assert.Equal(0, second.Plan.Count);
        Assert.Equal(first.After.Draining[id], second.After.Draining[id]);

        OwnershipRecord late = first.After.Copy();
        late.Draining[id] = Now;
        Assert.Single(Plan(Own, late, ending with { Weight = 0 }).Plan.RemovedServers);
        TablePlanner empty = Plan(Own, first.After, ending with { Weight = 0, ActiveConnections = 0 });
        Assert.Single(empty.Plan.RemovedServers);
        Assert.Empty(empty.After.Draining);
    }

    [Fact]
    public void A_real_server_that_is_wanted_again_gets_its_weight_back_and_one_that_is_suspended_does_not()
    {
        string table = Own.Replace("-w 5", "-w 0", StringComparison.Ordinal);
        OwnershipRecord owned = Owned();
        owned.Draining[new RealServerId(Web, RecordedState.Address("10.200.2.5"), 8080)] = Now;
        TablePlanner plan = Plan(table, owned);
        Assert.Equal(5, Assert.Single(plan.Plan.ChangedServers).Desired.Weight);
        Assert.Empty(plan.After.Draining);
        Assert.Equal(0, Plan(table, owned, options: new TablePlanOptions(Now, TimeSpan.Zero) { IsSuspended = (_, _) => true }).Plan.Count);
    }

    [Fact]
    public void A_service_in_an_excluded_range_is_not_looked_at()
    {
        var options = new TablePlanOptions(Now, TimeSpan.Zero) { ExcludeRanges = [RecordedState.Range("10.96.0.0/16")] };
        TablePlanner plan = Plan("-A -t 10.96.0.9:80 -s wlc\n", Owned(), options: options);
        Assert.Equal(0, plan.Plan.Count);
        Assert.Empty(plan.Events);
    }

    [Fact]
    public void The_record_is_read_as_it_was_written()
    {
        OwnershipRecord record = Owned();
        record.Services.Add(IpvsServiceId.ForFirewallMark(77, AddressFamily.IPv6));
        IpvsServiceId udp = IpvsServiceId.ForAddress(RecordedState.Address("fd00::1"), 53, IpvsProtocol.Udp);
        record.Services.Add(udp);

        // Objects that are piped can have names of ports that no API server takes.
        record.Names[udp] = new ServicePortName("shop", "dns", "a/b");
        record.Addresses.Add(RecordedState.Address("203.0.113.1"));
        record.Routes.Add(new ProxyRoute(RecordedState.Range("fd00:10:96::/108")));
        record.Routes.Add(new ProxyRoute(RecordedState.Range("10.96.0.0/16"), IsClosed: true));
        record.Names[IpvsServiceId.ForFirewallMark(77, AddressFamily.IPv6)] = new ServicePortName("shop", "web", string.Empty);
        record.HasLink = true;
        record.Sysctls["net/ipv4/ip_forward"] = "0";
        record.Marks[new IpvsPS.ServiceProxy.PortKey(new("shop", "web"), "http", IpvsProtocol.Tcp, AddressFamily.IPv4)] = 0x1cb50001;
        record.Draining[new RealServerId(Web, RecordedState.Address("10.200.2.5"), 8080)] = Now;
        string folder = Directory.CreateTempSubdirectory("record").FullName;
        try
        {
            var file = new StateFile<OwnershipRecord>(new StateDirectory(folder, "boot"), OwnershipFormat.Instance, "netns-1");
            using (StateTransaction<OwnershipRecord> transaction = file.Begin(CancellationToken.None))
            {
                transaction.Save(record);
            }

            Assert.True(record.HasSameContent(file.Read()!));
            var names = new StateFile<ServiceNameTable>(new StateDirectory(folder, "boot"), ServiceNameFormat.Instance, "netns-1");
            Assert.Equal((3, "shop/web:http"), (names.Read()!.Count, names.Read()!.Find(Web)!.ToString()));

            // A former version wrote no names.
            File.WriteAllText(file.Path, NamesOfRecord().Replace(File.ReadAllText(file.Path), string.Empty));
            Assert.Null(names.Read()!.Find(Web));
            Assert.Equal((record.Services.Count, 0), (file.Read()!.Services.Count, file.Read()!.Names.Count));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Services_that_are_the_proxys_have_their_Kubernetes_names_and_lose_them_with_the_service()
    {
        TablePlanner unnamed = Plan(Own, new OwnershipRecord { Services = [Web] });
        Assert.True(unnamed.HasOtherNames);
        Assert.Equal(new ServicePortName("shop", "web", "http"), unnamed.After.Names[Web]);
        Assert.False(Plan(Own, unnamed.After).HasOtherNames);

        Assert.Equal(
            ["shop/web:http"],
            Plan("-A -t 10.9.9.9:80 -s wlc\n", new OwnershipRecord()).After.Names.Values.Select(name => name.ToString())
        );
        Assert.Empty(Plan("-A -t 10.96.0.9:80 -s wlc\n", new OwnershipRecord()).After.Names);

        unnamed.After.Forget([Web]);
        Assert.True(unnamed.After.IsEmpty);
        Assert.Empty(unnamed.After.Names);
    }

    [GeneratedRegex("\"names\": \\{[^}]*\\},")]
    private static partial Regex NamesOfRecord();

    private static OwnershipRecord Owned() => new() { Services = [Web], Names = { [Web] = new ServicePortName("shop", "web", "http") } };

    private static TablePlanner Plan(string table, OwnershipRecord record, RealServer? more = null, TablePlanOptions? options = null)
    {
        ProxyCase made = Of(Service("web", Cluster) + Slice("web", Endpoint("10.200.2.5")));
        ConfigurationTable present = ConfigurationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(table)));
        if (more is { } server)
        {
            present.Services[0].RealServers = present.Services[0].RealServers.Append(server).ToArray();
        }

        var planner = new TablePlanner(
            made.State,
            new ConfigurationState(present),
            record,
            options ?? new TablePlanOptions(Now, TimeSpan.FromSeconds(60))
        );
        planner.Run();
        return planner;
    }
}
