using System.Globalization;
using System.Text.RegularExpressions;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>The rules on what an ordinary user reads: they find what is there, and take nothing that is not known for a fault.</summary>
public sealed partial class OrdinaryUserTests
{
    /// <summary>Faults that root sees and an ordinary user does not, by the rule.</summary>
    private static readonly Dictionary<string, Func<DiagnosisFacts>> Hidden = new()
    {
        ["D008"] = () => BackupThatServes().Build(),
        ["D011"] = () => Persistent().Build(),
        ["D015"] = () => new DiagnosisStage().Build() with { ConnectionEntries = (8 * 4096) + 1 },
        ["D030"] = () => Marked().Build(),
        ["N305"] = () => Silent().Build(),
        ["R213"] = () => new DiagnosisStage(IpvsForwardingMethod.Tunnel).Build(),
        ["S103"] = () => Overloaded().Build(),
        ["S105"] = () => Closed().Build(),
        ["S107"] = () => Crowded().Build(),
        ["S110"] = () => OnePacket(AddressFamily.IPv6).Build(),
        ["S111"] = () => Mixed().Build() with { Peer = new PeerFacts([Daemon(IpvsSyncState.Master)], null, null) },
        ["S113"] = () => Unanswered().Build(),
        ["Y401"] = () => WithMaster().Build() with { Peer = new PeerFacts([Daemon(IpvsSyncState.Master)], null, null) },
        ["Y405"] = () => WithMaster().Build(),
        ["Y406"] = () => WithMaster().Build() with { Peer = new PeerFacts([], new HashSet<IpvsServiceId>(), null) },
    };

    public static TheoryData<string> HiddenRules => [.. Hidden.Keys];

    [Theory]
    [MemberData(nameof(HiddenRules))]
    public void What_is_not_known_is_no_fault(string id)
    {
        DiagnosisFacts known = Hidden[id]();
        DiagnosisRule rule = DiagnosisCatalog.Find(id)!;

        Assert.NotEmpty(rule.Find(known));
        Assert.Empty(rule.Find(PublicView.Of(known)));
        Assert.Contains(id, Named(PublicView.Details));
    }

    [Theory]
    [MemberData(nameof(HealthyTests.Stages), MemberType = typeof(HealthyTests))]
    public void A_healthy_director_gives_no_finding(IpvsForwardingMethod method, AddressFamily family)
    {
        var stage = new DiagnosisStage(method, family, "sh") { Incoming = 100, Outgoing = 90 };
        stage.Connect("ESTABLISHED", 3);
        stage.Service.SchedulerFlag = ["sh-fallback"];
        stage.RealServers[0].Weight = 0;

        Assert.Empty(DiagnosisStage.Run(PublicView.Of(stage.Build()) with { Client = stage.Client }));
        stage.AddHost();
        Assert.Empty(DiagnosisStage.Run(PublicView.Of(stage.Build())));
    }

    [Fact]
    public void What_everybody_may_read_is_found()
    {
        var stage = new DiagnosisStage();
        stage.Sysctls["net/ipv4/ip_forward"] = "0\n";
        stage.Routes.RemoveAt(0);
        stage.Addresses.RemoveAt(2);
        stage.RealServers[0].Weight = stage.RealServers[1].Weight = 0;

        Assert.Equal(["D001", "D003", "S102"], DiagnosisStage.Run(PublicView.Of(stage.Build())).Select(finding => finding.Id).Order());
    }

    /// <summary>A director that stands by has not the virtual address. An ordinary user sees its daemon's socket alone.</summary>
    [Theory]
    [InlineData("224.0.0.81")]
    [InlineData("ff02::81")]
    public void D003_not_where_a_backup_daemon_may_run(string group)
    {
        var stage = new DiagnosisStage();
        stage.Routes.RemoveAt(0);
        stage.Addresses.RemoveAt(2);
        stage.Listeners.Add(new Listener(IpvsProtocol.Udp, DiagnosisStage.Parse(group), 8848));

        Assert.Empty(DiagnosisStage.Run(PublicView.Of(stage.Build())));
        DiagnosisStage.Only(stage.Build(), "D003");
        stage.Listeners[0] = new Listener(IpvsProtocol.Udp, DiagnosisStage.Parse("10.0.0.9"), 8848);
        DiagnosisStage.Only(PublicView.Of(stage.Build()), "D003");
        DiagnosisFacts hidden = stage.Build() with { Unread = [PublicView.NfTables with { Kind = FactKind.Listeners }] };
        Assert.Empty(DiagnosisStage.Run(PublicView.Of(hidden)));
    }

    /// <summary>A packet filter that was not read may translate clients' addresses, where connection tracking sees them.</summary>
    [Theory]
    [InlineData("0\n", true)]
    [InlineData("1\n", false)]
    public void Clients_beside_a_real_server_only_where_no_filter_helps_them(string conntrack, bool isFound)
    {
        var stage = new DiagnosisStage();
        stage.Sysctls["net/ipv4/vs/conntrack"] = conntrack;
        stage.Connect("SYN_RECV", from: stage.Neighbour);
        Assert.Equal(isFound ? ["R205"] : [], Ids(stage));
        stage.Link("eth1").Kind = "bridge";
        Assert.Equal(isFound ? ["R206"] : [], Ids(stage));
        stage.Connections.Clear();
        stage.Connect("SYN_RECV", from: stage.Server);
        Assert.Equal(isFound ? ["R207"] : [], Ids(stage));
        stage.Connections.Clear();
        HostFacts host = stage.AddHost().Host;
        stage.Hosts[stage.Server] = new RealServerFacts(new HostFacts { Listeners = host.Listeners }, []);
        Assert.Equal(isFound ? ["R204"] : [], Ids(stage));

        static IEnumerable<string> Ids(DiagnosisStage stage) => DiagnosisStage.Run(PublicView.Of(stage.Build())).Select(one => one.Id);
    }

    /// <summary>A client whose packets the filter drops has no connection either.</summary>
    [Fact]
    public void N306_only_where_the_filter_was_read()
    {
        var stage = new DiagnosisStage();
        stage.Connect("ESTABLISHED", 3, from: DiagnosisStage.Parse("198.51.100.1"));
        DiagnosisFacts facts = stage.Build() with { Client = stage.Client, IsClientSeen = false };

        DiagnosisStage.Only(facts, "N306");
        Assert.Empty(DiagnosisStage.Run(PublicView.Of(facts)));
    }

    /// <summary>Where another host answers for the address, a counter that was not read has not stood still.</summary>
    [Fact]
    public void S114_not_where_no_counter_was_read()
    {
        var stage = new DiagnosisStage();
        DiagnosisFacts facts = stage.Build() with { Answers = [new VirtualAddressAnswer(stage.VirtualAddress, 3, "02:42:ac:11:00:03")] };

        Assert.Empty(DiagnosisCatalog.Find("S114")!.Find(PublicView.Of(facts) with { Answers = facts.Answers }));
    }

    /// <summary>Root of a user namespace reads its packet filter, and not the type of a tunnel: the outer packet is not known.</summary>
    [Fact]
    public void What_drops_the_packets_of_a_tunnel_is_found_only_where_its_type_is_known()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Tunnel);
        stage.Filter.AddRange(
            IptablesRuleset.Read("*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p ipencap -j DROP\nCOMMIT\n", "ip", isLegacy: true)
        );
        DiagnosisFacts facts = stage.Build();

        DiagnosisStage.Only(facts, "D020");
        Assert.Empty(DiagnosisStage.Run(PublicView.Of(facts) with { Filter = facts.Filter, Unread = [PublicView.Details] }));
    }

    [Fact]
    public void It_is_said_once_what_was_not_read_and_which_rules_found_nothing()
    {
        string words = DiagnosisErrors.Unprivileged([PublicView.Details, PublicView.NfTables]);

        Assert.StartsWith("Asking the kernel's IPVS needs the capability CAP_NET_ADMIN", words, StringComparison.Ordinal);
        Assert.Contains(
            "what /proc/net/ip_vs tells everybody. Not read: counters, sync daemons, thresholds, persistence entries, scheduler flags, "
                + "the details of tunnels, and the size of the connection table. The rules D008, ",
            words,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Not read: the packet filter of nftables: Operation not permitted (you must be root). The rules D018 to D020,",
            words,
            StringComparison.Ordinal
        );
        Assert.Contains(" To look at all, run as root", words, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Named(UnreadFact fact) =>
        Ranges()
            .Matches(DiagnosisErrors.Unread(fact))
            .SelectMany(range =>
            {
                int first = int.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture);
                int last = range.Groups[3].Success ? int.Parse(range.Groups[3].Value, CultureInfo.InvariantCulture) : first;
                return Enumerable.Range(first, last - first + 1).Select(number => $"{range.Groups[1]}{number:D3}");
            });

    private static DiagnosisStage BackupThatServes()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.DirectRoute);
        stage.Daemons.Add(Daemon(IpvsSyncState.Backup));
        stage.Routes.Add(DiagnosisStage.Local("172.17.0.3"));
        return stage;
    }

    private static DiagnosisStage Persistent()
    {
        var stage = new DiagnosisStage();
        stage.Service.PersistenceTimeout = TimeSpan.FromMinutes(5);
        (stage.RealServers[0].Weight, stage.RealServers[0].PersistentConnections) = (0, 3);
        return stage;
    }

    private static DiagnosisStage Marked() => new() { Service = new IpvsService(IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv4)) };

    private static DiagnosisStage Silent()
    {
        var stage = new DiagnosisStage();
        stage.Addresses.Add(DiagnosisStage.Address(2, "eth0", "10.0.0.9", 24));
        stage.Sysctls["net/ipv4/conf/eth0/arp_ignore"] = "1\n";
        return stage;
    }

    private static DiagnosisStage Overloaded()
    {
        var stage = new DiagnosisStage();
        for (int i = 0; i < stage.RealServers.Length; i++)
        {
            (stage.RealServers[i].UpperThreshold, stage.RealServers[i].ActiveConnections) = (5, 10);
        }

        return stage;
    }

    private static DiagnosisStage Closed()
    {
        var stage = new DiagnosisStage(scheduler: "mh");
        stage.RealServers[0].Weight = 0;
        return stage;
    }

    private static DiagnosisStage Crowded()
    {
        var stage = new DiagnosisStage(scheduler: "sh");
        stage.Connect("ESTABLISHED", 60);
        return stage;
    }

    private static DiagnosisStage OnePacket(AddressFamily family)
    {
        var stage = new DiagnosisStage(family: family);
        stage.Service.OnePacket = true;
        return stage;
    }

    private static DiagnosisStage Mixed()
    {
        var stage = new DiagnosisStage(IpvsForwardingMethod.Tunnel);
        stage.RealServers = [new RealServer(DiagnosisStage.Parse("fd00::3"), 80) { ForwardingMethod = IpvsForwardingMethod.Tunnel }];
        return stage;
    }

    private static DiagnosisStage Unanswered()
    {
        var stage = new DiagnosisStage { Incoming = 3 };
        stage.Connect("SYN_RECV");
        return stage;
    }

    private static DiagnosisStage WithMaster()
    {
        var stage = new DiagnosisStage();
        stage.Daemons.Add(Daemon(IpvsSyncState.Master));
        return stage;
    }

    private static IpvsSyncDaemon Daemon(IpvsSyncState state) => new() { State = state, Interface = "eth0" };

    [GeneratedRegex(@"\b([DSRNY])(\d{3})(?: to \1(\d{3}))?")]
    private static partial Regex Ranges();
}
