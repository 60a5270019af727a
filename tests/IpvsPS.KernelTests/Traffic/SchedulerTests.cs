using System.Net.Sockets;
using System.Reflection;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>Every scheduler that the lab's kernel has, by what tells it from the others.</summary>
[Collection(TrafficTests.Name)]
public sealed class SchedulerTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private static readonly string[] Clients = [.. Enumerable.Range(1, 16).Select(i => $"10.79.9.{i}")];

    [Fact]
    public void Every_scheduler_of_the_kernel_is_tested()
    {
        string[] others = ["ftp", "pe_sip"];
        IEnumerable<string> schedulers = LabSession
            .Native("ls /run/modules/lib/modules/$(uname -r)/kernel/net/netfilter/ipvs")
            .Split('\n')
            .Where(file => file.StartsWith("ip_vs_", StringComparison.Ordinal))
            .Select(file => file["ip_vs_".Length..^".ko".Length])
            .Except(others);
        IEnumerable<string> tested = typeof(SchedulerTests)
            .GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public)
            .SelectMany(method => method.Name.ToLowerInvariant().Split('_'));
        Assert.Contains("rr", schedulers);
        Assert.Empty(schedulers.Except(tested));
    }

    [Fact]
    public void Rr_goes_round()
    {
        string address = Serve("-Scheduler rr", 1, 5, 1);
        int[] answers = Fetch(6, address);
        Assert.Equal([1, 2, 3], answers[..3].Order());
        Assert.Equal(answers[..3], answers[3..]);
        AssertConnections(address, answers);
    }

    [Fact]
    public void Wrr_goes_round_by_weight()
    {
        string address = Serve("-Scheduler wrr", 3, 2, 1);
        int[] answers = Fetch(12, address);
        Assert.Equal([1, 1, 1, 2, 2, 3], answers[..6].Order());
        Assert.Equal(answers[..6], answers[6..]);
        AssertConnections(address, answers);
    }

    [Fact]
    public void Lc_takes_the_server_with_the_fewest_connections()
    {
        string address = Serve("-Scheduler lc", 1, 9, 1);
        List<Conversation> held = [.. Enumerable.Range(0, 6).Select(_ => Hold(address))];
        // The weight does not count.
        Assert.Equal([1, 1, 2, 2, 3, 3], held.Select(conversation => conversation.Server).Order());
        held.FindAll(conversation => conversation.Server == 2).ForEach(conversation => conversation.Dispose());
        int[] more = Hold(2, address);
        Assert.Equal([2, 2], more);
        AssertConnections(address, [.. held.Select(conversation => conversation.Server), .. more]);
    }

    [Fact]
    public void Wlc_takes_the_server_with_the_fewest_connections_for_its_weight()
    {
        string address = Serve("-Scheduler wlc", 1, 2, 4);
        int[] answers = Hold(7, address);
        Assert.Equal([1, 2, 2, 3, 3, 3, 3], answers.Order());
        AssertConnections(address, answers);
    }

    [Fact]
    public void Sed_keeps_a_weak_server_idle_until_it_would_be_the_quickest()
    {
        string address = Serve("-Scheduler sed", 1, 5);
        int[] answers = Hold(6, address);
        Assert.Equal([2, 2, 2, 2], answers[..4]);
        Assert.Equal([1, 2, 2, 2, 2, 2], answers.Order());
        AssertConnections(address, answers);
    }

    [Fact]
    public void Nq_leaves_no_server_idle()
    {
        string address = Serve("-Scheduler nq", 1, 5);
        int[] answers = Hold(6, address);
        Assert.Equal([1, 2], answers[..2].Order());
        Assert.Equal([1, 2, 2, 2, 2, 2], answers.Order());
        AssertConnections(address, answers);
    }

    [Fact]
    public void Fo_takes_the_heaviest_and_fails_over_to_the_next()
    {
        string address = Serve("-Scheduler fo", 1, 3, 2);
        int[] answers = Hold(4, address);
        Assert.Equal([2, 2, 2, 2], answers);
        SetWeight(address, 2, 0);
        int[] after = Hold(3, address);
        Assert.Equal([3, 3, 3], after);
        AssertConnections(address, [.. answers, .. after]);
    }

    [Fact]
    public void Ovf_fills_the_heaviest_and_spills_over_to_the_next()
    {
        string address = Serve("-Scheduler ovf", 1, 3, 2);
        int[] answers = Hold(9, address);
        // A server is full when it has more connections than its weight.
        Assert.Equal([2, 2, 2, 2, 3, 3, 3, 1, 1], answers);
        AssertConnections(address, answers);
    }

    [Fact]
    public void Sh_keeps_each_client_at_a_server()
    {
        string address = Serve("-Scheduler sh", 1, 1, 1);
        int[] answers = FetchByClient(address);
        Assert.Equal([1, 2, 3], answers.Distinct().Order());
        Assert.Equal(answers, FetchByClient(address));
        AssertConnections(address, [.. answers, .. answers]);
    }

    [Fact]
    public void Sh_turns_to_another_server_with_fallback_only()
    {
        string plain = Serve("-Scheduler sh", 1, 1);
        string fallback = Serve("-Scheduler sh -SchedulerFlag sh-fallback", 1, 1);
        int[] answers = FetchByClient(fallback);
        string client = Clients[Array.IndexOf(answers, 1)];
        Assert.Equal(1, Stage.Fetch(plain, client));
        SetWeight(plain, 1, 0);
        SetWeight(fallback, 1, 0);
        Assert.Equal(2, Stage.Fetch(fallback, client));
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Stage.Fetch(plain, client)).SocketErrorCode);
    }

    [Fact]
    public void Mh_keeps_each_client_at_a_server_even_when_another_goes()
    {
        string address = Serve("-Scheduler mh", 1, 1, 1);
        int[] answers = FetchByClient(address);
        Assert.Equal([1, 2, 3], answers.Distinct().Order());
        Assert.Equal(answers, FetchByClient(address));
        AssertConnections(address, [.. answers, .. answers]);

        Direct($"Remove-IpvsRealServer 10.77.0.13 -VirtualAddress {address}:80");
        int[] after = FetchByClient(address);
        Assert.DoesNotContain(3, after);
        int moved = answers.Zip(after).Count(pair => pair.First != 3 && pair.First != pair.Second);
        Assert.InRange(moved, 0, Clients.Length / 10);
    }

    [Fact]
    public void Dh_keeps_each_destination_at_a_server()
    {
        ServeMark("dh", weight: 1);
        string[] destinations = Destinations(10, 12);
        int[] answers = [.. destinations.Select(destination => Stage.Fetch(destination))];
        Assert.Equal([1, 2, 3], answers.Distinct().Order());
        Assert.Equal(answers, destinations.Select(destination => Stage.Fetch(destination, "10.79.9.1")));
        AssertConnections(destinations, [.. answers, .. answers]);
    }

    [Theory]
    [InlineData("lblc", 30)]
    [InlineData("lblcr", 40)]
    public void Lblc_and_lblcr_give_a_destination_the_idlest_server_and_keep_it_there(string scheduler, int first)
    {
        ServeMark(scheduler, weight: 9);
        string[] destinations = Destinations(first, 3);
        int[] answers = [.. destinations.Select(destination => Hold(destination).Server)];
        Assert.Equal([1, 2, 3], answers.Order());
        Assert.Equal(answers, destinations.Select(destination => Hold(destination, "10.79.9.1").Server));
        AssertConnections(destinations, [.. answers, .. answers]);
    }

    [Theory]
    [InlineData("lblc", "10.80.5.50")]
    [InlineData("lblcr", "10.80.5.51")]
    public void Lblc_moves_a_destination_from_an_overloaded_server_and_lblcr_adds_one(string scheduler, string destination)
    {
        ServeMark(scheduler, weight: 2);
        Direct("Remove-IpvsRealServer 10.77.0.13:0 -FirewallMark 5");
        int[] answers = Hold(8, destination);
        // Overloaded is a server with more connections than its weight while another has less than half of its own.
        int from = answers[0];
        int to = 3 - from;
        Assert.Equal([from, from, from, to, to, to], answers[..6]);
        Assert.Equal(scheduler == "lblc" ? [to, to] : [1, 2], answers[6..].Order());
        AssertConnections(destination, answers);
    }

    private void ServeMark(string scheduler, int weight) =>
        Direct(
            $"New-IpvsService -FirewallMark 5 -Scheduler {scheduler} | Add-IpvsRealServer 10.77.0.11:0, 10.77.0.12:0, "
                + $"10.77.0.13:0 -Weight {weight}"
        );

    /// <summary>Addresses that get the firewall mark 5.</summary>
    private static string[] Destinations(int first, int count) => [.. Enumerable.Range(first, count).Select(i => $"10.80.5.{i}")];

    private void SetWeight(string address, int server, int weight) =>
        Direct($"Set-IpvsRealServer 10.77.0.1{server} -VirtualAddress {address}:80 -Weight {weight}");

    private int[] FetchByClient(string address) => [.. Clients.Select(client => Stage.Fetch(address, client))];
}
