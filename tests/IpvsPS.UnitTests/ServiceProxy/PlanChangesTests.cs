using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.State;
using IpvsPS.Testing.Netlink;
using IpvsPS.UnitTests.Faults;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Plans of changed objects: what they read, what they change, and in how many datagrams.</summary>
public sealed class PlanChangesTests : IDisposable
{
    /// <summary>The service <c>shop/web</c>: two ports, each at a cluster address, an external one and a node port.</summary>
    private const int OfWeb = 6;

    private const int Others = 20;
    private const string First = "10.200.2.5";
    private const string Second = "10.200.2.6";

    private readonly string _folder = Directory.CreateTempSubdirectory("changes").FullName;
    private readonly FakeIpvsTable _table = new();
    private readonly FakeKernel _socket;
    private readonly StateFile<OwnershipRecord> _file;
    private readonly ServiceProxySync _sync;
    private readonly ClusterState _cluster;

    public PlanChangesTests()
    {
        _socket = new FakeKernel(_table);
        _cluster = new ClusterState(
            Read(Nodes + Web(80) + Slice(First, Second) + string.Concat(Enumerable.Range(0, Others).Select(Other))),
            new ServiceProxyOptions("me") { Masquerade = MasqueradeMode.None, AddressMode = AddressMode.Link },
            [new("eth0", RecordedState.Address("10.9.0.1"))]
        );
        foreach (VirtualService service in _cluster.Tracker.State.Services)
        {
            _table.Services[service.Id] = service.ToEntry();
        }

        Assert.Equal(OfWeb + Others, _table.Services.Count);
        NetNamespaceHandle netns = NetNamespaceHandle.Home.Duplicate();
        var directory = new StateDirectory(_folder, "boot");
        _file = new StateFile<OwnershipRecord>(directory, OwnershipFormat.Instance, netns.Identity);
        using (StateTransaction<OwnershipRecord> transaction = _file.Begin(CancellationToken.None))
        {
            transaction.Save(new OwnershipRecord { Services = [.. _table.Services.Keys] });
        }

        var links = new FakeKernel(new SmallTables(NetlinkProtocol.Route));
        var kernel = new ServiceProxyKernel(
            netns,
            IpvsClient.Create(new NetlinkConnection(_socket), netns.Namespace),
            new LinkClient(new NetlinkConnection(links), netns.Namespace),
            CancellationToken.None
        );
        _sync = new ServiceProxySync(kernel, directory, isReadOnly: false, CancellationToken.None);
        _socket.Sent.Clear();
    }

    public void Dispose()
    {
        _sync.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_slice_that_gains_an_endpoint_is_one_datagram_and_no_other_service_is_read()
    {
        ServiceProxyPlan plan = Plan(Slice(First, Second, "10.200.2.7"));
        Assert.Equal((OfWeb, OfWeb), (plan.Table.AddedServers.Count, plan.Count));
        Assert.Equal(OfWeb, _table.Questions.Count(question => question == IpvsGenlCommand.GetService));
        Assert.Equal(1, DatagramsOf(plan));
        Assert.Equal(Enumerable.Repeat(IpvsGenlCommand.NewRealServer, OfWeb), _table.Changes);
    }

    [Fact]
    public void A_slice_whose_endpoints_are_exchanged_is_one_datagram_and_what_comes_stands_first_in_it()
    {
        Connect(Second, 3);
        ServiceProxyPlan plan = Plan(Slice("10.200.2.7"));
        Assert.Equal(1, DatagramsOf(plan));
        Assert.Equal(
            [
                .. Enumerable.Repeat(IpvsGenlCommand.NewRealServer, OfWeb),
                .. Enumerable.Repeat(IpvsGenlCommand.SetRealServer, OfWeb),
                .. Enumerable.Repeat(IpvsGenlCommand.DeleteRealServer, OfWeb),
            ],
            _table.Changes
        );
        Assert.Equal(Enumerable.Repeat(Second, OfWeb), plan.Table.QuiescedServers.Select(server => server.Present.Address.ToString()));
        Assert.Equal(OfWeb, _file.Read()!.Draining.Count);
    }

    [Fact]
    public void A_real_server_that_comes_back_while_it_ends_gets_its_weight_and_is_no_longer_noted()
    {
        Connect(Second, 3);
        DatagramsOf(Plan(Slice(First)));
        Connect(Second, 3, weight: 0);
        ServiceProxyPlan plan = Plan(Slice(First, Second));
        Assert.Equal(Enumerable.Repeat(5, OfWeb), plan.Table.ChangedServers.Select(server => server.Desired.Weight));
        Assert.Equal(1, DatagramsOf(plan));
        Assert.Empty(_file.Read()!.Draining);
    }

    [Fact]
    public void An_object_that_changes_nothing_asks_the_kernel_nothing()
    {
        Assert.Equal(0, Plan(Slice(Second, First) + Web(80)).Count);
        Assert.Empty(_socket.Sent);
    }

    [Fact]
    public void A_service_that_somebody_has_removed_is_made_again()
    {
        IpvsServiceId gone = IpvsServiceId.ForAddress(RecordedState.Address("10.96.0.9"), 80, IpvsProtocol.Tcp);
        _table.Services.Remove(gone);
        ServiceProxyPlan plan = Plan(Slice(First));
        Assert.Equal(gone, Assert.Single(plan.Table.NewServices).Id);
        Assert.Equal(OfWeb - 1, plan.Table.RemovedServers.Count);
    }

    [Fact]
    public void A_service_of_somebody_else_is_told_and_left_alone()
    {
        IpvsServiceId foreign = IpvsServiceId.ForAddress(RecordedState.Address("10.96.0.9"), 80, IpvsProtocol.Tcp);
        _sync.Record.Services.Remove(foreign);
        ServiceProxyPlan plan = Plan(Slice(First));
        Assert.Equal(ServiceProxyEventCode.ForeignService, Assert.Single(plan.Events).Code);
        Assert.DoesNotContain(plan.Table.RemovedServers, server => server.Service.Id == foreign);
        Assert.Equal(OfWeb - 1, plan.Count);
    }

    [Fact]
    public void A_port_that_comes_or_goes_has_the_whole_table_compared()
    {
        ServiceProxyPlan plan = Plan(Web(81));
        Assert.Contains(IpvsGenlCommand.GetService, _table.Questions);
        Assert.Equal(["TCP 10.9.0.1:30081", "TCP 10.96.0.9:81", "TCP 192.0.2.9:81"], plan.Table.NewServices.Select(one => $"{one.Id}"));
        Assert.Equal(["TCP 10.9.0.1:30080", "TCP 10.96.0.9:80", "TCP 192.0.2.9:80"], plan.Table.RemovedServices.Select(one => $"{one.Id}"));
    }

    private ServiceProxyPlan Plan(string json) => _sync.PlanChanges(_cluster, Read(json), new SyncSettings());

    /// <summary>Makes the changes, and returns how many datagrams they came to.</summary>
    private int DatagramsOf(ServiceProxyPlan plan)
    {
        int before = _socket.Sent.Count;
        Assert.Empty(_sync.Apply(_cluster, plan, new SyncSettings()));
        return _socket.Sent.Count - before;
    }

    /// <summary>Gives a real server of every service of <c>shop/web</c> connections.</summary>
    private void Connect(string address, uint connections, int weight = 5)
    {
        foreach (ServiceEntry entry in _table.Services.Values)
        {
            foreach (ref RealServer server in entry.RealServers.AsSpan())
            {
                if (server.Address == RecordedState.Address(address))
                {
                    (server.ActiveConnections, server.Weight) = (connections, weight);
                }
            }
        }
    }

    private static ServiceProxyInput Read(string json)
    {
        var input = new ServiceProxyInput();
        input.Read(Encoding.UTF8.GetBytes(json));
        Assert.Empty(input.Events);
        return input;
    }

    private static string Web(int port) =>
        $$$"""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"type":"NodePort",
            "clusterIP":"10.96.0.9","clusterIPs":["10.96.0.9"],"ipFamilies":["IPv4"],"externalIPs":["192.0.2.9"],"ports":[
            {"name":"http","port":{{{port}}},"nodePort":{{{30000 + port}}},"protocol":"TCP"},
            {"name":"https","port":443,"nodePort":30443,"protocol":"TCP"}]}}
            """;

    private static string Slice(params string[] endpoints) =>
        $$$"""
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"web-1","namespace":"shop",
            "labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"},
            {"name":"https","port":8443,"protocol":"TCP"}],"endpoints":[{{{string.Join(',', endpoints.Select(one => Endpoint(one)))}}}]}
            """;

    private static string Other(int number) =>
        Service($"other{number}", $"\"clusterIP\":\"10.96.1.{number + 1}\",\"clusterIPs\":[\"10.96.1.{number + 1}\"]");
}
