using System.Text.RegularExpressions;
using IpvsPS.KernelTests.Traffic;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Diagnosis;

/// <summary>Faults whose cure is typed as the finding prints it.</summary>
public sealed partial class CuredSetupTests
{
    private const string Outside = "10.78.0.100";
    private const string Beside = "10.77.0.100";
    private const int NamesPort = 5312;

    private static string Scripts => Repository.File("tests/IpvsPS.KernelTests/Diagnosis");

    [Fact]
    public void R222_a_real_server_schedules_the_packets_again()
    {
        string address = Stage.NextDirectAddress();
        Direct($"$null = New-IpvsService {address}:80 | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod DirectRoute");
        Run(
            $"ip netns exec {First} ipvsadm -A -t {address}:80 -s rr; "
                + $"ip netns exec {First} ipvsadm -a -t {address}:80 -r 10.77.0.199 -g"
        );
        try
        {
            AssertCured("R222", address, $"'{address}:80'", Beside, finding => Lab.Works(finding.Cure.Split(" while ")[0]));
        }
        finally
        {
            Run($"ip netns exec {First} ipvsadm -C");
        }
    }

    [Fact]
    [Trait(Kernels.Trait, Kernels.Stock)]
    public void D030_a_mark_is_set_on_a_link_that_is_not_there()
    {
        const int Mark = 13;
        string address = Stage.NextAddress();
        Direct($"$null = New-IpvsService -FirewallMark {Mark} | Add-IpvsRealServer 10.77.0.11 -ForwardingMethod Masquerade");
        string rule = $"PREROUTING -d {address} -p tcp --dport 80 -j MARK --set-mark {Mark}";
        Run($"ip netns exec {Director} iptables-legacy -t mangle -A {rule} -i eth9");
        try
        {
            AssertCured("D030", address, $"-FirewallMark {Mark}", Outside, SetOnTheLink);
        }
        finally
        {
            Run($"ip netns exec {Director} iptables-legacy -t mangle -F");
        }

        void SetOnTheLink(Objects.IpvsFinding finding)
        {
            Assert.EndsWith($"the mark {Mark} in prerouting, on the link that they come in by.", finding.Cure, StringComparison.Ordinal);
            Run($"ip netns exec {Director} iptables-legacy -t mangle -A {rule} -i front");
        }
    }

    [Fact]
    public void N306_a_client_sends_to_a_former_director()
    {
        string address = Serve(string.Empty, 1);
        using Conversation other = Stage.Connect(address, "10.79.44.1");
        Run($"ip -n {Stage.Client} neighbor replace 10.78.0.1 lladdr 02:00:5e:00:01:44 dev wan nud permanent");
        try
        {
            AssertCured("N306", address, $"'{address}:80'", Outside, ReplaceNeighbor);
        }
        finally
        {
            Run($"ip -n {Stage.Client} neighbor flush dev wan nud all");
        }

        void ReplaceNeighbor(Objects.IpvsFinding finding)
        {
            string hardware = HardwareAddress().Match(finding.Cure).Value;
            Run($"ip -n {Stage.Client} neighbor replace 10.78.0.1 lladdr {hardware} dev wan");
        }
    }

    [Fact]
    public void R223_answers_leave_with_the_servers_own_address()
    {
        string address = Stage.NextDirectAddress();
        Direct(
            $"$null = New-IpvsService {address}:{NamesPort} -Protocol Udp; "
                + $"Add-IpvsRealServer 10.77.0.11 -VirtualAddress {address}:{NamesPort} -Protocol Udp -ForwardingMethod DirectRoute"
        );
        string service = $"-VirtualAddress {address}:{NamesPort} -Protocol Udp";
        try
        {
            Listen("0.0.0.0");
            Assert.Equal("silent=1", Ask());
            Objects.IpvsFinding finding = Assert.Single(Found(service, Beside));
            Assert.Equal("R223", finding.Id);
            Assert.StartsWith("Have the program listen on the virtual address", finding.Cure, StringComparison.Ordinal);
            Listen(address);
            Assert.Equal("s1=1", Ask());
            Assert.Empty(Found(service, Beside));
        }
        finally
        {
            End();
        }

        string Ask() => Stage.Client.Native($"perl {Scripts}/fourth-client.pl udp {address} {NamesPort} 1").Trim();

        void Listen(string on)
        {
            End();
            Run(
                $"ip netns exec {First} perl {Scripts}/fourth-server.pl s1 /tmp/{First}.open udp/{on}/{NamesPort} "
                    + $"</dev/null >/dev/null 2>&1 & echo $! > /tmp/{First}.pid; until [ -e /tmp/{First}.open ]; do sleep 0.05; done"
            );
        }

        void End() => Run($"if [ -e /tmp/{First}.pid ]; then kill $(cat /tmp/{First}.pid); rm -f /tmp/{First}.pid /tmp/{First}.open; fi");
    }

    /// <summary>A client is not served, one finding says why, and after its cure the client is served and there is none.</summary>
    private void AssertCured(string id, string address, string service, string client, Action<Objects.IpvsFinding> cure)
    {
        Assert.False(IsServed(address, client));
        Objects.IpvsFinding finding = Assert.Single(Found(service, client));
        Assert.Equal(id, finding.Id);
        cure(finding);
        Assert.True(IsServed(address, client, CuredMilliseconds));
        Assert.Empty(Found(service, client));
    }

    /// <summary>What is found, but for what counters and half-open connections say of the past.</summary>
    private Objects.IpvsFinding[] Found(string service, string client, string parameters = "-ExcludeId S112, S113, D012, R202")
    {
        IEnumerable<string> namespaces = Stage.ServerNamespaces.Select((server, i) => $"'10.77.0.1{i + 1}' = '{server}'");
        return
        [
            .. Lab.Works(
                    $"Debug-IpvsService {service} -Client {client} -NetNamespace {Director} {parameters} "
                        + $"-RealServerNamespace @{{ {string.Join("; ", namespaces)} }} -WarningAction Ignore"
                )
                .Of<Objects.IpvsFinding>(),
        ];
    }

    [GeneratedRegex("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")]
    private static partial Regex HardwareAddress();
}
