using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Faults that real packets show: the client is not served, one finding says why, its cure serves the client.</summary>
[Collection(TrafficTests.Name)]
public sealed partial class CuredSetupTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    /// <summary>A connection's data passes in milliseconds; the kernel sends again after 200 ms.</summary>
    private const int PatienceMilliseconds = 1500;

    /// <summary>More than one packet of any link here holds, and less than a socket keeps for a program.</summary>
    private const int UploadBytes = 20_000;

    private string Director => Stage.Director.ToString();

    private string First => Stage.ServerNamespaces[0].ToString();

    [Fact]
    public void R219_a_network_on_loopback_and_R220_a_filter_of_a_real_server()
    {
        const string Address = "10.77.0.243";
        Run($"ip -n {Director} address add {Address}/32 dev lan; ip -n {First} address add {Address}/24 dev lo");
        try
        {
            Direct($"$null = New-IpvsService {Address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute");
            Assert.False(IsServed(Address, "10.77.0.100"));
            Assert.Equal(["R219"], Ids(Address, "10.77.0.100"));
            Run($"ip -n {First} address del {Address}/24 dev lo; ip -n {First} address add {Address}/32 dev lo");
            Run($"ip -n {Director} neigh flush dev lan");
            Assert.True(IsServed(Address, "10.77.0.100"));
            Assert.Empty(Ids(Address, "10.77.0.100"));

            Run($"ip netns exec {First} iptables-legacy -A INPUT -p tcp --dport 80 -j DROP");
            Assert.False(IsServed(Address, "10.77.0.100"));
            Assert.Equal(["R220"], Ids(Address, "10.77.0.100"));
            Run($"ip netns exec {First} iptables-legacy -D INPUT -p tcp --dport 80 -j DROP");
            Assert.True(IsServed(Address, "10.77.0.100"));
            Assert.Empty(Ids(Address, "10.77.0.100"));
        }
        finally
        {
            Run($"ip -n {Director} address del {Address}/32 dev lan; ip netns exec {First} iptables-legacy -F");
            Run($"ip -n {First} address flush dev lo to {Address}");
        }
    }

    [Fact]
    public void D029_a_rule_takes_the_packets_before_IPVS()
    {
        string address = Serve(string.Empty, 1);
        Run($"ip netns exec {Director} iptables-legacy -t nat -A PREROUTING -d {address} -p tcp --dport 80 -j REDIRECT --to-ports 8080");
        try
        {
            Assert.False(IsServed(address, "10.78.0.100"));
            Assert.Equal(["D029"], Ids(address, "10.78.0.100"));
        }
        finally
        {
            Run($"ip netns exec {Director} iptables-legacy -t nat -F PREROUTING");
        }

        Assert.True(IsServed(address, "10.78.0.100"));
        Assert.Empty(Ids(address, "10.78.0.100"));
    }

    [Fact]
    public void N305_the_director_does_not_answer_ARP()
    {
        const string Address = "10.77.0.244";
        Run($"ip -n {Director} address add {Address}/32 dev lo; ip netns exec {Director} sysctl -qw net.ipv4.conf.lan.arp_ignore=1");
        try
        {
            Direct($"$null = New-IpvsService {Address}:80 | Add-IpvsRealServer 10.77.0.12 -ForwardingMethod DirectRoute");
            Run($"ip -n {Stage.ServerNamespaces[1]} address add {Address}/32 dev lo");
            Assert.False(IsServed(Address, "10.77.0.100"));
            Assert.Equal(["N305"], Ids(Address, "10.77.0.100"));
            Run($"ip -n {Director} address add {Address}/32 dev lan; ip -n {Stage.Client} neigh flush dev lan");
            Assert.True(IsServed(Address, "10.77.0.100"));
            Assert.Empty(Ids(Address, "10.77.0.100"));
        }
        finally
        {
            Run($"ip netns exec {Director} sysctl -qw net.ipv4.conf.lan.arp_ignore=0; ip -n {Director} address flush dev lo to {Address}");
            Run(
                $"ip -n {Director} address flush dev lan to {Address}; ip -n {Stage.ServerNamespaces[1]} address flush dev lo to {Address}"
            );
        }
    }

    /// <summary>R213 says what does not fit; the upload hangs where the director may not say it (D031).</summary>
    [Fact]
    public void R213_and_D031_an_upload_does_not_fit_a_tunnel()
    {
        const string Address = "10.77.0.203";
        Direct($"$null = New-IpvsService {Address}:80 | Add-IpvsRealServer 10.77.0.13 -ForwardingMethod Tunnel");
        Assert.Equal(["R213"], Ids(Address, "10.77.0.100", "-Id R213, D031"));
        Run($"ip netns exec {Director} iptables-legacy -A OUTPUT -p icmp -j DROP");
        try
        {
            Assert.False(IsUploaded(Address));
            Assert.Equal(["D031"], Ids(Address, "10.77.0.100"));
        }
        finally
        {
            Run($"ip netns exec {Director} iptables-legacy -F OUTPUT");
        }

        Assert.Empty(Ids(Address, "10.77.0.100"));
        Assert.True(IsUploaded(Address));
        Run($"ip netns exec {Stage.Client} ip route flush cache");
    }

    private bool IsUploaded(string address)
    {
        using Conversation conversation = Stage.Connect(address);
        conversation.Client.SendTimeout = PatienceMilliseconds;
        conversation.Client.Send(new byte[UploadBytes]);
        conversation.Accepted.ReceiveTimeout = PatienceMilliseconds;
        var buffer = new byte[UploadBytes];
        int received = 0;
        try
        {
            while (received < UploadBytes)
            {
                received += conversation.Accepted.Receive(buffer);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return false;
        }

        return true;
    }

    /// <summary>Whether a connection of the client comes about.</summary>
    private bool IsServed(string address, string from)
    {
        using Socket client = Stage.BeginConnect(address, from);
        return client.Poll(TimeSpan.FromMilliseconds(PatienceMilliseconds), SelectMode.SelectWrite)
            && (int)client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == 0;
    }

    /// <summary>What is found, but for what counters and half-open connections say of the past.</summary>
    private string[] Ids(string service, string client, string parameters = "-ExcludeId S112, S113, D012, R202")
    {
        IEnumerable<string> namespaces = Stage.ServerNamespaces.Select((server, i) => $"'10.77.0.1{i + 1}' = '{server}'");
        return
        [
            .. Lab.Works(
                    $"Debug-IpvsService '{service}:80' -Client {client} -NetNamespace {Director} "
                        + $"-RealServerNamespace @{{ {string.Join("; ", namespaces)} }} {parameters} -WarningAction Ignore"
                )
                .Of<Objects.IpvsFinding>()
                .Select(finding => finding.Id),
        ];
    }

    private static void Run(string script) => LabSession.Native($"set -e; {script}");
}
