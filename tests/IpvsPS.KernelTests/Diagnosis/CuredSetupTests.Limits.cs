using System.Globalization;
using IpvsPS.Firewall;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Limits that are reached: whoever is there stays, and nobody else is served.</summary>
public sealed partial class CuredSetupTests
{
    [Fact]
    public void D016_IPVS_has_as_many_connections_as_it_may()
    {
        if (!File.Exists("/proc/sys/net/ipv4/vs/conn_max"))
        {
            Assert.Skip("This kernel has no conn_max, and the newest user-mode kernel cannot be had here.");
        }

        string address = Serve(string.Empty, 1);
        Hold(address);
        string before = Run($"ip netns exec {Director} sysctl -n net.ipv4.vs.conn_max");
        Direct("Set-IpvsSetting conn_max 1");
        try
        {
            AssertCured("D016", address, $"'{address}:80'", Outside, finding => Lab.Works(PrintedCure.First("NUMBER", before)(finding)));
        }
        finally
        {
            Direct($"Set-IpvsSetting conn_max {before}");
        }
    }

    /// <summary>
    /// The limit is the machine's. An entry that has seen an answer is not given up for a new one. What other tests left would
    /// expire meanwhile and make room for one, so it is deleted first.
    /// </summary>
    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void D017_connection_tracking_has_as_many_entries_as_it_may()
    {
        const string Limit = "/proc/sys/net/netfilter/nf_conntrack_max";
        string before = Run($"cat {Limit}");
        string address = Serve(string.Empty, 1);
        Direct("Set-IpvsSetting conntrack $true");
        Run($"ip netns exec {Director} iptables-legacy -A FORWARD -m conntrack --ctstate NEW");
        try
        {
            ForgetConnections();
            Hold(address);
            Run($"ip netns exec {Director} cat /proc/sys/net/netfilter/nf_conntrack_count > {Limit}");
            AssertCured("D017", address, $"'{address}:80'", Outside, finding => Lab.Works(PrintedCure.First("NUMBER", before)(finding)));
        }
        finally
        {
            Run($"echo {before} > {Limit}; ip netns exec {Director} iptables-legacy -F FORWARD");
            Direct("Set-IpvsSetting conntrack $false");
        }
    }

    /// <summary>A deletion that names no entry and no family is of all entries of the namespace.</summary>
    private void ForgetConnections()
    {
        using NetNamespaceHandle director = NetNamespaceHandle.Open(new NetNamespace(Director));
        using NetlinkConnection connection = NamespaceThread.Connect(director, NetlinkProtocol.Netfilter, CancellationToken.None);
        var request = new NetlinkWriter();
        request.BeginMessage(ConntrackMessages.Delete);
        request.PutHeader(default(NetfilterHeader));
        request.EndMessage();
        connection.Execute("forget all tracked connections", request);
    }

    /// <summary>The director is the master, and has the client; its real server is the backup that gets no message.</summary>
    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void Y409_the_messages_of_a_daemon_are_dropped()
    {
        string there = $"-NetNamespace {First}";
        string address = Serve(string.Empty, 1);
        Run($"ip netns exec {First} iptables-legacy -A INPUT -p udp -j DROP");
        Lab.Works($"Start-IpvsSyncDaemon Backup lan -SyncId 44 {there}");
        Direct("Set-IpvsSetting sync_threshold 1, 2; Start-IpvsSyncDaemon Master lan -SyncId 44");
        try
        {
            Conversation conversation = Hold(address);
            Poll.Until(() => DroppedAfter(conversation) > 0, "a message is dropped", TimeSpan.FromSeconds(10));
            Assert.Empty(ConnectionsThere());
            Objects.IpvsFinding finding = Assert.Single(FoundThere());
            Assert.Equal("Y409", finding.Id);
            Assert.StartsWith("Accept UDP port 8848 on lan in the chain", finding.Cure, StringComparison.Ordinal);
            Lab.Works(PrintedCure.Accept("-i lan -p udp --dport 8848")(finding));
            Assert.Empty(FoundThere());
            Poll.Until(
                () => DroppedAfter(conversation) >= 0 && ConnectionsThere().Length > 0,
                "the backup has it",
                TimeSpan.FromSeconds(10)
            );
        }
        finally
        {
            Run($"ip netns exec {First} iptables-legacy -F");
            Lab.Works($"Stop-IpvsSyncDaemon Backup {there} -Confirm:$false");
            Direct("Stop-IpvsSyncDaemon Master -Confirm:$false; Set-IpvsSetting sync_threshold '3 50'");
        }

        // The kernel sends what it has to say of a connection with the connection's packets.
        int DroppedAfter(Conversation conversation)
        {
            conversation.Client.Send("."u8);
            string count = Run($"ip netns exec {First} iptables-legacy -vnxL INPUT | awk '/DROP/ {{ print $1 }}'");
            return int.Parse(count, CultureInfo.InvariantCulture);
        }

        object[] ConnectionsThere() => [.. Lab.Works($"Get-IpvsConnection {there}").Output];

        Objects.IpvsFinding[] FoundThere() => [.. Lab.Works($"Debug-IpvsService {there} -WarningAction Ignore").Of<Objects.IpvsFinding>()];
    }
}
