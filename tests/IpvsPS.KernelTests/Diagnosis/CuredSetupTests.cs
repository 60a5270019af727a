using System.Net.Sockets;
using IpvsPS.KernelTests.Traffic;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Faults that real packets show: the client is not served, one finding says why, its cure serves the client.</summary>
[Collection(TrafficTests.Name)]
public sealed partial class CuredSetupTests(LabSession lab, TrafficStage stage) : TrafficTestBase(lab, stage)
{
    /// <summary>A connection's data passes in milliseconds; the kernel sends again after 200 ms.</summary>
    private const int PatienceMilliseconds = 1500;

    /// <summary>
    /// A first packet is sent again after a second, and then after two. It is lost while a host still asks for another's hardware address,
    /// as it does for three seconds of what did not answer.
    /// </summary>
    private const int CuredMilliseconds = 8000;

    /// <summary>More than one packet of any link here holds, and less than a socket keeps for a program.</summary>
    private const int UploadBytes = 20_000;

    private string Director => Stage.Director.ToString();

    private string First => Stage.ServerNamespaces[0].ToString();

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void R219_a_network_on_loopback_and_R220_a_filter_of_a_real_server()
    {
        const string Address = "10.77.0.243";
        Run($"ip -n {Director} address add {Address}/32 dev lan; ip -n {First} address add {Address}/24 dev lo");
        try
        {
            Direct($"$null = New-IpvsService {Address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute");
            AssertCured("R219", Address, $"'{Address}:80'", Beside, finding => Lab.Works(finding.Cure));
            Run($"ip netns exec {First} iptables-legacy -A INPUT -p tcp --dport 80 -j DROP");
            AssertCured("R220", Address, $"'{Address}:80'", Beside, finding => Lab.Works(PrintedCure.Accept($"-d {Address}")(finding)));
        }
        finally
        {
            Run($"ip -n {Director} address del {Address}/32 dev lan; ip netns exec {First} iptables-legacy -F");
            Run($"ip -n {First} address flush dev lo to {Address}");
            Lab.Works($"Disable-IpvsDirectRouting {Address} -NetNamespace {First}");
        }
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void D029_a_rule_takes_the_packets_before_IPVS()
    {
        string address = Serve(string.Empty, 1);
        Run($"ip netns exec {Director} iptables-legacy -t nat -A PREROUTING -d {address} -p tcp --dport 80 -j REDIRECT --to-ports 8080");
        try
        {
            AssertCured("D029", address, $"'{address}:80'", Outside, finding => Lab.Works(PrintedCure.Delete(finding)));
        }
        finally
        {
            Run($"ip netns exec {Director} iptables-legacy -t nat -F PREROUTING");
        }
    }

    /// <summary>A client beside the real servers: its address is translated, and for that IPVS tells connection tracking of it.</summary>
    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void R205_a_client_beside_its_real_server_and_D018_a_translation_that_does_not_see_its_packets()
    {
        string address = Serve(string.Empty, 1);
        Run($"ip -n {Stage.Client} route replace {address} via 10.77.0.1 src {Beside}");
        try
        {
            AssertCured("R205", address, $"'{address}:80'", Beside, finding => Lab.Works(PrintedCure.Native(finding)));
            Direct("Set-IpvsSetting conntrack $false");
            Assert.False(IsServed(address, Beside));
            Objects.IpvsFinding untracked = Assert.Single(Found($"'{address}:80'", Beside), finding => finding.Id == "D018");
            Lab.Works(untracked.Cure);
            Assert.True(IsServed(address, Beside, CuredMilliseconds));
            Assert.Empty(Found($"'{address}:80'", Beside));
        }
        finally
        {
            Run($"ip -n {Stage.Client} route del {address}; ip netns exec {Director} iptables-legacy -t nat -F");
            Direct("Set-IpvsSetting conntrack $false");
        }
    }

    /// <summary>The client is beyond the director, and reaches the real servers' network on its own too.</summary>
    [Fact]
    public void R215_answers_go_by_the_director_that_has_the_address_they_come_from()
    {
        string address = Stage.NextDirectAddress();
        Direct($"$null = New-IpvsService {address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute");
        Run($"ip -n {Stage.Client} route replace {address} via 10.78.0.1 src {Outside}");
        try
        {
            Action<Objects.IpvsFinding> cure = finding => Lab.Works(PrintedCure.First("ROUTER", Beside)(finding));
            AssertCured("R215", address, $"'{address}:80'", Outside, cure);
        }
        finally
        {
            Run($"ip -n {Stage.Client} route del {address}; ip -n {First} route flush {Outside}");
        }
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
            AssertCured("N305", Address, $"'{Address}:80'", Beside, finding => Lab.Works(PrintedCure.After("Else ")(finding)));
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
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void R213_and_D031_an_upload_does_not_fit_a_tunnel()
    {
        const string Address = "10.77.0.203";
        Direct($"$null = New-IpvsService {Address}:80 | Add-IpvsRealServer 10.77.0.13 -ForwardingMethod Tunnel");
        Assert.Equal(["R213"], Found($"'{Address}:80'", Beside, "-Id R213, D031").Select(finding => finding.Id));
        Run($"ip netns exec {Director} iptables-legacy -A OUTPUT -p icmp -j DROP");
        try
        {
            Assert.False(IsUploaded(Address));
            Objects.IpvsFinding finding = Assert.Single(Found($"'{Address}:80'", Beside));
            Assert.Equal("D031", finding.Id);
            Lab.Works(PrintedCure.Accept("-p icmp")(finding));
            Assert.Empty(Found($"'{Address}:80'", Beside));
            Assert.True(IsUploaded(Address));
        }
        finally
        {
            Run($"ip netns exec {Director} iptables-legacy -F OUTPUT; ip netns exec {Stage.Client} ip route flush cache");
        }
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

    /// <summary>Whether a connection of the client comes about, within a time after its first packet.</summary>
    private bool IsServed(string address, string from, int milliseconds = PatienceMilliseconds)
    {
        using Socket client = Stage.BeginConnect(address, from);
        return client.Poll(TimeSpan.FromMilliseconds(milliseconds), SelectMode.SelectWrite)
            && (int)client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! == 0;
    }

    private static string Run(string script) => LabSession.Native($"set -e; {script}").Trim();
}
