using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Drain;

/// <summary>What schedulers do with real servers of weight 0, removed ones, full ones and too many, and what is said of it.</summary>
[Collection(TrafficTests.Name)]
public sealed class DrainSchedulerTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private static readonly string[] Clients = [.. Enumerable.Range(1, 24).Select(number => $"10.79.8.{number}")];

    /// <summary>dh looks at the virtual address alone: one real server has all clients, and none of them after it has weight 0.</summary>
    [Fact]
    public void Dh_refuses_every_client_of_the_one_server_that_it_chose()
    {
        string address = Serve("-Scheduler dh", 1, 1, 1);
        int chosen = Assert.Single(Answers(address).Distinct());
        int other = chosen == 1 ? 2 : 1;
        Assert.Contains(
            "has no flag against that",
            Said($"Suspend-IpvsRealServer 10.77.0.1{other} -VirtualAddress {address} -Force"),
            StringComparison.Ordinal
        );
        Assert.All(Answers(address), server => Assert.Equal(chosen, server));
        Said($"Suspend-IpvsRealServer 10.77.0.1{chosen} -VirtualAddress {address}");
        AssertRefused(address);
        Said($"Resume-IpvsRealServer 10.77.0.1{chosen} -VirtualAddress {address}");
        Assert.All(Answers(address), server => Assert.Equal(chosen, server));
    }

    /// <summary>The displaced clients go to one server by sh-fallback where weights are 1, and to all others by mh-fallback.</summary>
    [Theory]
    [InlineData("sh", 1)]
    [InlineData("mh", 2)]
    public void Force_gives_the_clients_of_a_suspended_server_another_one(string scheduler, int others)
    {
        string address = Serve($"-Scheduler {scheduler}", 1, 1, 1);
        int[] before = Answers(address);
        Said($"Suspend-IpvsRealServer 10.77.0.12 -VirtualAddress {address} -Force");
        int[] after = Answers(address);
        Assert.DoesNotContain(0, after);
        Assert.DoesNotContain(2, after);
        (int Before, int After)[] clients = [.. before.Zip(after)];
        Assert.All(clients.Where(client => client.Before != 2), client => Assert.Equal(client.Before, client.After));
        Assert.Equal(others, clients.Where(client => client.Before == 2).Select(client => client.After).Distinct().Count());
    }

    /// <summary>A removed server's clients are not the only ones that sh sends elsewhere; mh leaves the others where they are.</summary>
    [Theory]
    [InlineData("sh", true)]
    [InlineData("mh", false)]
    public void Removing_a_server_moves_the_clients_of_others_under_sh_alone(string scheduler, bool moves)
    {
        string address = Serve($"-Scheduler {scheduler} -SchedulerFlag {scheduler}-fallback", 1, 1, 1);
        int[] before = Answers(address);
        Direct($"Suspend-IpvsRealServer 10.77.0.12 -VirtualAddress {address} | Remove-IpvsRealServer");
        int[] after = Answers(address);
        Assert.Equal(moves, before.Zip(after).Any(client => client.First != 2 && client.First != client.Second));
    }

    /// <summary>The table of sh has 256 places, which the servers take in turn, the newest first, as many each as its weight
    /// says.</summary>
    [Fact]
    public void Sh_has_no_place_for_servers_behind_weights_of_256()
    {
        string address = Serve("-Scheduler sh -SchedulerFlag sh-fallback", 1, 1, 2);
        Assert.Equal([1, 2, 3], Answers(address).Distinct().Order());
        Stage.Director.Native($"ipvsadm -e -t {address}:80 -r 10.77.0.13 -m -w 256");
        Assert.All(Answers(address), server => Assert.Equal(3, server));

        Assert.DoesNotContain("256", Said($"Suspend-IpvsRealServer 10.77.0.13 -VirtualAddress {address}"), StringComparison.Ordinal);
        Assert.Equal([1, 2], Answers(address).Distinct().Order());
        Assert.Contains("add up to 258", Said($"Resume-IpvsRealServer 10.77.0.13 -VirtualAddress {address}"), StringComparison.Ordinal);
    }

    /// <summary>
    /// A server with an upper threshold is overloaded from that many connections on, and stays so until fewer than three
    /// quarters of it, or than the lower threshold, are left. Netlink does not tell.
    /// </summary>
    [Theory]
    [InlineData("-UpperThreshold 3", false)]
    [InlineData("-UpperThreshold 3 -LowerThreshold 1", true)]
    public void A_full_server_takes_nobody_until_it_is_emptier(string thresholds, bool staysFull)
    {
        string address = Stage.NextAddress();
        Direct(
            $"""
            Set-IpvsTimeout -Udp 1
            New-IpvsService {address}:53 -Protocol Udp -Scheduler rr | Add-IpvsRealServer 10.77.0.12
            Add-IpvsRealServer 10.77.0.11 -VirtualAddress {address}:53 -Protocol Udp {thresholds}
            """
        );
        var flows = new List<Socket>();
        int Ask()
        {
            flows.Add(Stage.OpenNameClient(address));
            return Stage.Ask(flows[^1], address);
        }

        try
        {
            int[] servers = [.. Enumerable.Range(0, 8).Select(_ => Ask())];
            Assert.Equal(3, servers.Count(server => server == 1));
            Assert.All(servers[^2..], server => Assert.Equal(2, server));

            // Nobody else is left for new clients, and that is said.
            string said = Said($"Suspend-IpvsRealServer 10.77.0.12 -VirtualAddress {address}");
            Assert.Contains("takes new connections now", said, StringComparison.Ordinal);
            Said($"Resume-IpvsRealServer 10.77.0.12 -VirtualAddress {address}");

            // One flow stays, and the kernel forgets the others.
            Socket kept = flows[Array.IndexOf(servers, 1)];
            Poll(() => Stage.Ask(kept, address), () => Connections($"{address}:53").Count() == 1);
            Assert.Equal(!staysFull, new[] { Ask(), Ask() }.Contains(1));
        }
        finally
        {
            flows.ForEach(flow => flow.Dispose());
            Direct("Set-IpvsTimeout -Udp 300");
        }
    }

    /// <summary>A director behind another one wants these settings as they are, so none is ever changed on the way.</summary>
    [Fact]
    public void Draining_leaves_the_settings_of_the_namespace_alone()
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 60", 1, 1);
        string[] before = Settings();
        Hold(address);
        Said(
            $"""
            Suspend-IpvsRealServer * -VirtualAddress {address}
            Wait-IpvsRealServer * -VirtualAddress {address} -Timeout 1 -OnTimeout Remove
            Resume-IpvsRealServer * -VirtualAddress {address}
            """
        );
        Assert.Equal(before, Settings());
    }

    private static void Poll(Action act, Func<bool> isReached)
    {
        for (int attempt = 0; attempt < 60 && !isReached(); attempt++)
        {
            act();
            Thread.Sleep(200);
        }

        Assert.True(isReached());
    }

    private string[] Settings() => [.. Lab.Works($"Get-IpvsSetting -NetNamespace {Stage.Director}").Output.Select(setting => $"{setting}")];

    /// <summary>The server that answers each client; 0 where it is refused.</summary>
    private int[] Answers(string address) =>
        Array.ConvertAll(
            Clients,
            client =>
            {
                try
                {
                    return Stage.Fetch(address, client);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
                {
                    return 0;
                }
            }
        );

    /// <summary>
    /// Every client is refused. None waits in its connect: that takes no refusal of the packet that it is just sending, only of the
    /// next one, a second later.
    /// </summary>
    private void AssertRefused(string address)
    {
        Socket[] sockets = Array.ConvertAll(Clients, client => Stage.BeginConnect(address, client));
        try
        {
            Assert.All(
                sockets,
                socket =>
                {
                    Assert.True(socket.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectError), "Nobody answered.");
                    object? error = socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
                    Assert.Equal(SocketError.ConnectionRefused, (SocketError)(int)error!);
                }
            );
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }

    /// <summary>The warnings of commands that work in the director.</summary>
    private string Said(string script) =>
        string.Join(
            '\n',
            Lab.Works(
                $$"""
                & {
                    $PSDefaultParameterValues = @{ '*-Ipvs*:NetNamespace' = '{{Stage.Director}}' }
                    $null = & { {{script}} } 3>&1 | Tee-Object -Variable all
                    $all | Where-Object { $_ -is [Management.Automation.WarningRecord] } | ForEach-Object { "$_" }
                }
                """
            ).Output
        );
}
