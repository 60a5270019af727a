using IpvsPS.Diagnosis;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>A healthy director gives no finding at all, whatever its method and family.</summary>
public sealed class HealthyTests
{
    public static TheoryData<IpvsForwardingMethod, AddressFamily> Stages
    {
        get
        {
            var stages = new TheoryData<IpvsForwardingMethod, AddressFamily>();
            foreach (AddressFamily family in (AddressFamily[])[AddressFamily.IPv4, AddressFamily.IPv6])
            {
                stages.Add(IpvsForwardingMethod.Masquerade, family);
                stages.Add(IpvsForwardingMethod.DirectRoute, family);
                stages.Add(IpvsForwardingMethod.Tunnel, family);
            }

            return stages;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void No_rule_finds_anything(IpvsForwardingMethod method, AddressFamily family) =>
        Assert.Empty(DiagnosisStage.Run(new DiagnosisStage(method, family).Build()));

    [Theory]
    [MemberData(nameof(Stages))]
    public void Neither_with_traffic_a_client_and_the_real_servers_namespace(IpvsForwardingMethod method, AddressFamily family)
    {
        var stage = new DiagnosisStage(method, family) { Incoming = 100, Outgoing = method == IpvsForwardingMethod.Masquerade ? 90u : 0u };
        stage.Connect("ESTABLISHED", 3);
        stage.Connect("SYN_RECV");
        RealServerFacts host = stage.AddHost();
        var withWays = new HostFacts
        {
            Routes = host.Host.Routes,
            Listeners = host.Host.Listeners,
            Ways = new Dictionary<InetAddress, Way>
            {
                [stage.Client] = new(
                    method == IpvsForwardingMethod.Masquerade ? host.Host.Routes[0] : DiagnosisStage.Default("10.9.9.9", "eth0", 2),
                    Errno.None
                ),
            },
        };
        stage.Hosts[stage.Server] = host with { Host = withWays };

        Assert.Empty(DiagnosisStage.Run(stage.Build() with { Client = stage.Client }));
    }

    /// <summary>What could not be read is said, and no rule takes it for a fault.</summary>
    [Fact]
    public void What_is_hidden_is_no_fault()
    {
        var stage = new DiagnosisStage();
        stage.Sysctls.Clear();
        stage.Link("eth1").Kind = "bridge";
        RealServerFacts host = stage.AddHost();
        stage.Hosts[stage.Server] = host with
        {
            Host = new HostFacts
            {
                Routes = host.Host.Routes,
                Ways = new Dictionary<InetAddress, Way> { [stage.Neighbour] = new(new NetLinkRoute(), Errno.None) },
            },
        };
        var hidden = new NetNamespaceException(NetNamespaceError.ProcHidden, "/proc/sys cannot be read.");
        DiagnosisFacts facts = stage.Build() with
        {
            Connections = null,
            Filter = null,
            Client = stage.Neighbour,
            Unread =
            [
                new UnreadFact(FactKind.Sysctls, null, hidden),
                new UnreadFact(FactKind.Listeners, stage.Server, hidden),
                new UnreadFact(FactKind.NfTables, null, new FirewallException(FirewallError.ProgramMissing, "nft")),
            ],
        };

        Assert.Empty(DiagnosisStage.Run(facts));
        Assert.Equal(
            [
                "Not read: the sysctls: /proc/sys cannot be read. The rules about sysctls were not looked at; the others were.",
                "Not read: the listening sockets for 172.17.0.3: /proc/sys cannot be read. The rules D021, "
                    + "D022, R208, R214 and R223 were not looked at "
                    + "for 172.17.0.3; the others were.",
                "Not read: the packet filter of nftables: the program nft is not installed. The rules D018 to D020, D025, D029 to D031, "
                    + "N306, R204 to R207, R220, Y408 and Y409, as far as nftables goes, were not looked at; the others were.",
            ],
            facts.Unread.Select(Errors.DiagnosisErrors.Unread)
        );
    }

    /// <summary>What a kernel without IPVS has is one finding, and no other rule looks at it.</summary>
    [Fact]
    public void Without_IPVS_there_is_D007_alone() => DiagnosisStage.Only(new DiagnosisFacts { IsIpvsMissing = true }, "D007");
}
