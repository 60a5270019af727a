using System.Net;
using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Drain;

/// <summary>What the kernel does with clients of a real server that is suspended or removed, and what the commands say of it.</summary>
[Collection(TrafficTests.Name)]
public sealed class DrainKernelTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    private static readonly string[] Clients = [.. Enumerable.Range(1, 24).Select(number => $"10.79.7.{number}")];

    [Fact]
    public void Weight_0_keeps_a_download_and_takes_no_new_connection()
    {
        string address = Serve("-Scheduler rr", 1, 1);
        Conversation open = Hold(address);
        using var download = new Download(open);
        Suspend(address, open.Server);
        Assert.All(Fetch(6, address), server => Assert.Equal(3 - open.Server, server));
        download.AwaitMore(1 << 20);
        Assert.True(download.IsInProgress);
        (long sent, long received) = download.Finish();
        Assert.Equal(sent, received);
    }

    [Theory]
    [InlineData("sh", "", true)]
    [InlineData("sh", "-SchedulerFlag sh-port", true)]
    [InlineData("mh", "", true)]
    [InlineData("sh", "-SchedulerFlag sh-fallback", false)]
    [InlineData("mh", "-SchedulerFlag mh-fallback", false)]
    [InlineData("rr", "", false)]
    [InlineData("wlc", "", false)]
    public void Hashes_without_their_fallback_refuse_clients_of_weight_0(string scheduler, string options, bool refuses)
    {
        string address = Serve($"-Scheduler {scheduler} {options}", 1, 1, 1);
        Stage.Director.Native($"ipvsadm -e -t {address}:80 -r 10.77.0.12 -m -w 0");
        Assert.Equal(refuses, Clients.Any(client => IsRefused(address, client)));
        Stage.Director.Native($"ipvsadm -e -t {address}:80 -r 10.77.0.12 -m -w 1");

        // The command says so before it does harm, and stops there if asked to.
        string warnings = string.Join(
            '\n',
            Lab.Works($"Suspend-IpvsRealServer 10.77.0.12 -VirtualAddress {address} -NetNamespace {Stage.Director} -WhatIf").Warnings
        );
        Assert.Equal(refuses, warnings.Contains($"-Force gives the service the flag {scheduler}-fallback", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Persistent_clients_stay_with_weight_0_until_the_setting_expires_them(int expire)
    {
        string address = Serve("-Scheduler rr -PersistenceTimeout 100", 1, 1);
        int first = Stage.Fetch(address);
        Direct($"Set-IpvsSetting expire_quiescent_template {expire}");
        try
        {
            Direct($"$null = Suspend-IpvsRealServer 10.77.0.1{first} -VirtualAddress {address} 3>$null");
            Assert.All(Fetch(4, address), server => Assert.Equal(expire == 0 ? first : 3 - first, server));
        }
        finally
        {
            Direct("Set-IpvsSetting expire_quiescent_template 0");
        }
    }

    [Fact]
    public void A_persistent_client_stays_with_weight_0_even_without_another_server_and_leaves_a_removed_one_at_once()
    {
        string alone = Serve("-Scheduler rr -PersistenceTimeout 100", 1);
        Stage.Fetch(alone);
        string[] said =
        [
            .. Lab.Works($"$null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {alone} -NetNamespace {Stage.Director}").Warnings,
        ];
        Assert.Equal([1, 1], Fetch(2, alone));
        Assert.Contains(said, warning => warning.Contains("takes new connections now", StringComparison.Ordinal));
        Assert.Contains(said, warning => warning.Contains("is persistent", StringComparison.Ordinal));

        string address = Serve("-Scheduler rr -PersistenceTimeout 100", 1, 1);
        int first = Stage.Fetch(address);
        Stage.Director.Native($"ipvsadm -d -t {address}:80 -r 10.77.0.1{first}");
        Assert.Equal([3 - first, 3 - first], Fetch(2, address));
    }

    /// <summary>Each forwarded packet starts the timer anew (DrainWatchTests); those that are dropped do not.</summary>
    [Fact]
    public void Packets_to_a_removed_server_do_not_make_its_connections_live_longer()
    {
        string address = Serve("-Scheduler rr", 1);
        Conversation open = Hold(address);
        Stage.Director.Native($"ipvsadm -d -t {address}:80 -r 10.77.0.11");
        double ExpiresIn() => Connections($"{address}:80").Single().ExpiresIn;
        double before = ExpiresIn();
        for (int attempt = 0; attempt < 40 && before - ExpiresIn() < 2; attempt++)
        {
            open.Client.Send("x"u8);
            Thread.Sleep(100);
        }

        Assert.InRange(ExpiresIn(), 1, before - 2);
    }

    [Theory]
    [InlineData(0, "are not told")]
    [InlineData(1, "get a reset")]
    public void A_client_of_a_removed_server_is_told_with_the_setting_only(int expire, string said)
    {
        string address = Serve("-Scheduler rr", 1);
        Conversation open = Hold(address);
        Direct($"Set-IpvsSetting expire_nodest_conn {expire}");
        try
        {
            string warned = string.Join(
                '\n',
                Lab.Run(
                        $"""
                        $null = Suspend-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -NetNamespace {Stage.Director} 3>$null
                        Wait-IpvsRealServer 10.77.0.11 -VirtualAddress {address} -Timeout 1 -OnTimeout Remove `
                            -NetNamespace {Stage.Director} 3>&1
                        """
                    )
                    .ThrowOnError()
                    .Output
            );
            Assert.Contains(said, warned, StringComparison.Ordinal);
            open.Client.Send("x"u8);
            open.Client.ReceiveTimeout = 700;
            SocketError seen = Assert.Throws<SocketException>(() => TrafficStage.Receive(open.Client)).SocketErrorCode;
            Assert.Equal(
                expire == 1 ? SocketError.ConnectionReset : SocketError.WouldBlock,
                seen == SocketError.TimedOut ? SocketError.WouldBlock : seen
            );
        }
        finally
        {
            Direct("Set-IpvsSetting expire_nodest_conn 0");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_udp_client_of_a_removed_server_reaches_another_with_the_setting_only(int expire)
    {
        string address = Stage.NextAddress();
        Direct(
            $"""
            Set-IpvsSetting expire_nodest_conn {expire}
            $null = New-IpvsService {address}:53 -Protocol Udp -Scheduler rr | Add-IpvsRealServer 10.77.0.11, 10.77.0.12
            """
        );
        try
        {
            using Socket client = Stage.OpenNameClient(address);
            int first = Stage.Ask(client, address);
            Stage.Director.Native($"ipvsadm -d -u {address}:53 -r 10.77.0.1{first}");
            if (expire == 1)
            {
                Assert.Equal(3 - first, Stage.Ask(client, address));
                return;
            }

            client.ReceiveTimeout = 700;
            client.SendTo("?"u8, new IPEndPoint(IPAddress.Parse(address), TrafficStage.NamePort));
            Assert.Throws<SocketException>(() => TrafficStage.Receive(client));
        }
        finally
        {
            Direct("Set-IpvsSetting expire_nodest_conn 0");
        }
    }

    private void Suspend(string address, int server) =>
        Direct($"$null = Suspend-IpvsRealServer 10.77.0.1{server} -VirtualAddress {address}");

    private bool IsRefused(string address, string client)
    {
        try
        {
            Stage.Fetch(address, client);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
