using System.Net.Sockets;
using IpvsPS.Drain;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.State;

namespace IpvsPS.KernelTests.Drain;

/// <summary>When a real server counts as drained, under real connections.</summary>
[Trait(Kernels.Waits, Kernels.ForSeconds)]
[Collection(TrafficTests.Name)]
public sealed class DrainWatchTests(LabSession lab, TrafficStage stage) : DrainTrafficBase(lab, stage)
{
    private const string Direct200 = "10.77.0.200";

    /// <summary>Longer than connections that are closing count.</summary>
    private static readonly TimeSpan Unsettled = DrainWaitOptions.SettleTime + TimeSpan.FromSeconds(2);

    [Fact]
    public void An_open_connection_counts_until_it_is_closed()
    {
        string address = Serve("-Scheduler rr", 1);
        RealServerId server = Server(address, 1);
        Conversation open = Hold(address);
        Suspend(server);
        DrainWatch watch = Watch();
        watch.Add(server, null);
        DrainStatus status = AssertDraining(watch, Unsettled);
        Assert.Equal((1u, 0u, 1u), (status.ActiveConnections, status.InactiveConnections, status.Counting));
        open.Dispose();
        Assert.Equal(DrainState.Drained, Await(watch).State);
        Assert.Empty(watch.Poll());
    }

    [Fact]
    public void Without_connections_it_is_drained_at_once()
    {
        RealServerId server = Server(Serve("-Scheduler rr", 1), 1);
        Suspend(server);
        DrainWatch watch = Watch();
        watch.Add(server, TimeSpan.FromSeconds(5));
        Assert.Equal(DrainState.Drained, Assert.Single(watch.Poll()).State);
    }

    [Fact]
    public void A_download_whose_client_has_closed_its_direction_counts_though_the_kernel_calls_it_inactive()
    {
        string address = Serve("-Scheduler rr", 1);
        RealServerId server = Server(address, 1);
        Conversation open = Hold(address);
        Suspend(server);
        open.Client.Shutdown(SocketShutdown.Send);
        DrainWatch watch = Watch();
        watch.Add(server, null);
        DrainStatus status = AssertDraining(watch, Unsettled, () => SendAndReceive(open));
        Assert.Equal((0u, 1u), (status.ActiveConnections, status.InactiveConnections));
        Assert.Equal(DrainState.Drained, Await(watch).State);
    }

    [Fact]
    public void A_handshake_counts_once_and_can_be_left_out_when_it_is_still()
    {
        string address = Serve("-Scheduler rr", 1);
        RealServerId server = Server(address, 1);
        Stage.ServerNamespaces[0].Native("ip route add blackhole 10.78.0.100/32");
        try
        {
            using Socket client = Stage.BeginConnect(address);
            Suspend(server);
            Assert.Equal("SYN_RECV", Assert.Single(Connections($"{address}:80")).State);
            DrainWatch watch = Watch();
            watch.Add(server, null);
            DrainStatus status = Assert.Single(watch.Poll());

            // Since Linux 4.8 the kernel counts it as active; it has no answer, and is half open as long as the test runs.
            Assert.Equal((1u, 0u, DrainState.Draining), (status.ActiveConnections, status.InactiveConnections, status.State));
            Assert.Equal(1u, status.Counting);
            DrainWatch moving = Watch(new DrainWaitOptions { IgnoreIdle = TimeSpan.FromMinutes(1) });
            moving.Add(server, null);
            Assert.Equal((1u, 0), (Assert.Single(moving.Poll()) is var live ? live.Counting : 0, live.IdleConnections));

            // The client that has gone sends no SYN again.
            client.Dispose();
            DrainWatch still = Watch(new DrainWaitOptions { IgnoreIdle = TimeSpan.FromSeconds(2) });
            still.Add(server, null);
            DrainStatus over = Await(still);
            Assert.Equal((DrainState.Drained, 1u, 1), (over.State, over.ActiveConnections, over.IdleConnections));
        }
        finally
        {
            Stage.ServerNamespaces[0].Native("ip route del blackhole 10.78.0.100/32");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_still_connection_can_be_left_out(bool isDirect)
    {
        string address = isDirect ? ServeDirect(1) : Serve("-Scheduler rr", 1);
        RealServerId server = Server(address, 1);
        Conversation open = Hold(address);
        Suspend(server);
        DrainWatch watch = Watch(new DrainWaitOptions { IgnoreIdle = TimeSpan.FromSeconds(4) });
        watch.Add(server, null);

        // Each packet starts its timer anew; by DR the client's are enough.
        DrainStatus live = AssertDraining(watch, TimeSpan.FromSeconds(6), () => SendAndReceive(open));
        Assert.Equal((1u, 0), (live.ActiveConnections, live.IdleConnections));
        DrainStatus still = Await(watch);
        Assert.Equal((DrainState.Drained, 1u, 1), (still.State, still.ActiveConnections, still.IdleConnections));
        Assert.True(still.OldestIdle >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void By_DR_the_end_that_the_server_makes_is_not_seen()
    {
        string address = ServeDirect(1);
        RealServerId server = Server(address, 1);
        Conversation open = Hold(address);
        Suspend(server);
        open.Accepted.Dispose();
        DrainWatch watch = Watch(new DrainWaitOptions { IgnoreIdle = TimeSpan.FromSeconds(3) });
        watch.Add(server, null);
        Assert.Equal(1u, Assert.Single(watch.Poll()).ActiveConnections);
        Assert.Equal((DrainState.Drained, 1u), (Await(watch) is var status ? status.State : default, status.ActiveConnections));
    }

    [Fact]
    public void A_udp_flow_counts_while_its_packets_arrive()
    {
        string address = Stage.NextAddress();
        Direct($"New-IpvsService {address}:53 -Protocol Udp -Scheduler rr | Add-IpvsRealServer 10.77.0.11");
        RealServerId server = Server(address, 1, 53, IpvsProtocol.Udp);
        using Socket client = Stage.OpenNameClient(address);
        Stage.Ask(client, address);
        Suspend(server);
        DrainWatch watch = Watch();
        watch.Add(server, null);
        DrainStatus live = AssertDraining(watch, DrainWaitOptions.QuietTime + TimeSpan.FromSeconds(2), () => Stage.Ask(client, address));
        Assert.Equal((0u, 1u), (live.ActiveConnections, live.InactiveConnections));
        DrainStatus still = Await(watch);
        Assert.Equal((DrainState.Drained, 1u), (still.State, still.InactiveConnections));

        DrainWatch whole = Watch(new DrainWaitOptions { IncludeInactive = true });
        whole.Add(server, TimeSpan.FromSeconds(1));
        Assert.Equal((DrainState.TimedOut, 1u), (Await(whole) is var late ? late.State : default, late.Counting));
    }

    [Fact]
    public void One_packet_services_have_no_connections()
    {
        // The kernel gives a real server that is added again the counts that it had: no other test has this one at that address.
        Direct(
            "New-IpvsService 10.77.0.200:53 -Protocol Udp -Scheduler rr -OnePacket | Add-IpvsRealServer 10.77.0.13 "
                + "-ForwardingMethod DirectRoute"
        );
        RealServerId server = Server(Direct200, 3, 53, IpvsProtocol.Udp);
        using Socket client = Stage.OpenNameClient(Direct200);
        Stage.Ask(client, Direct200);
        Suspend(server);
        DrainWatch watch = Watch();
        watch.Add(server, null);
        Assert.Equal(
            (DrainState.Drained, 0u),
            (Assert.Single(watch.Poll()) is var status ? status.State : default, status.InactiveConnections)
        );
    }

    [Fact]
    public void Persistence_entries_count_when_they_are_asked_for()
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 3", 1);
        RealServerId server = Server(address, 1);
        Hold(address).Dispose();
        Suspend(server);
        DrainWatch without = Watch();
        without.Add(server, null);
        Assert.Equal(1u, Row(server).PersistentConnections);
        Assert.Equal((DrainState.Drained, 1u), (Await(without) is var status ? status.State : default, status.PersistentConnections));
        DrainWatch with = Watch(new DrainWaitOptions { IncludePersistent = true });
        with.Add(server, TimeSpan.FromSeconds(1));
        Assert.Equal((DrainState.TimedOut, 1u), (Await(with) is var late ? late.State : default, late.Counting));
    }

    [Fact]
    public void One_that_has_weight_is_not_to_be_waited_for()
    {
        RealServerId server = Server(Serve("-Scheduler rr", 3), 1);
        DrainWatch watch = Watch();
        watch.Add(server, null);
        DrainStatus status = Assert.Single(watch.Poll());
        Assert.Equal((DrainState.Failed, DrainCode.NotSuspended), (status.State, status.Problem?.Code));
        Assert.Equal([3], status.Problem!.Values);
    }

    [Fact]
    public void One_that_is_resumed_or_removed_meanwhile_is_told_from_one_that_is_drained()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Hold(2, address);
        DrainWatch watch = Watch();
        watch.Add(Server(address, 1), null);
        watch.Add(Server(address, 2), null);
        watch.Add(Server(address, 3), null);
        Suspend(Server(address, 1));
        Suspend(Server(address, 2));
        Assert.Equal(
            [(DrainState.Draining, null), (DrainState.Draining, null), (DrainState.Failed, DrainCode.NotFound)],
            watch.Poll().Select(status => (status.State, status.Problem?.Code))
        );
        Stage.Director.Native($"ipvsadm -e -t {address}:80 -r 10.77.0.11 -m -w 1");
        Stage.Director.Native($"ipvsadm -d -t {address}:80 -r 10.77.0.12");
        Assert.Equal(
            [(DrainState.Failed, (DrainCode?)DrainCode.Resumed), (DrainState.Failed, DrainCode.Vanished)],
            watch.Poll().Select(status => (status.State, status.Problem?.Code))
        );
        Assert.Equal(0, watch.Count);
    }

    [Fact]
    public void The_time_is_over_for_each_on_its_own()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Hold(2, address);
        Suspend(Server(address, 1));
        Suspend(Server(address, 2));
        DrainWatch watch = Watch();
        watch.Add(Server(address, 1), TimeSpan.FromMilliseconds(300));
        watch.Add(Server(address, 2), null);
        Thread.Sleep(350);
        Assert.Equal([DrainState.TimedOut, DrainState.Draining], watch.Poll().Select(status => status.State));
        watch.Remove(Server(address, 2));
        Assert.Empty(watch.Poll());
    }

    private string ServeDirect(int servers)
    {
        string address = Stage.NextDirectAddress();
        Direct(
            $"New-IpvsService {address}:80 -Scheduler rr | Add-IpvsRealServer "
                + $"{string.Join(", ", Enumerable.Range(1, servers).Select(number => $"10.77.0.1{number}"))} -ForwardingMethod DirectRoute"
        );
        return address;
    }

    private static void SendAndReceive(Conversation conversation)
    {
        conversation.Accepted.Send("x"u8);
        Assert.Equal("x", TrafficStage.Receive(conversation.Client));
    }
}
