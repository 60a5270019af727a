using IpvsPS.Diagnosis;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Packet filters that look at the state of connection tracking.</summary>
public sealed class TrackingRuleTests
{
    private const string DropInvalid = "-A INPUT -m conntrack --ctstate INVALID -j DROP";

    [Theory]
    [InlineData(IpvsForwardingMethod.DirectRoute, "1", "1", true)]
    [InlineData(IpvsForwardingMethod.Tunnel, "1", "1", true)]
    [InlineData(IpvsForwardingMethod.Masquerade, "1", "1", false)]
    [InlineData(IpvsForwardingMethod.DirectRoute, "0", "1", false)]
    [InlineData(IpvsForwardingMethod.DirectRoute, "0", "0", true)]
    [InlineData(IpvsForwardingMethod.Masquerade, "0", "1", false)]
    public void D019_a_rule_drops_what_IPVS_makes_invalid(IpvsForwardingMethod method, string conntrack, string loose, bool isFound)
    {
        DiagnosisStage stage = Stage(method, conntrack, DropInvalid);
        stage.Sysctls["net/netfilter/nf_conntrack_tcp_loose"] = loose;

        Assert.Equal(isFound ? ["D019"] : [], DiagnosisStage.Run(stage.Build()).Select(finding => finding.Id));
    }

    [Theory]
    [InlineData("-A INPUT -d 10.0.0.185/32 -j ACCEPT\n" + DropInvalid)]
    [InlineData("-A INPUT -i eth9 -m conntrack --ctstate INVALID -j DROP")]
    public void D019_not_where_the_virtual_address_is_let_in_before_or_another_link_is_meant(string rules)
    {
        DiagnosisStage stage = Stage(IpvsForwardingMethod.DirectRoute, "1", rules);

        Assert.Empty(DiagnosisStage.Run(stage.Build() with { Client = stage.Client }));
    }

    [Fact]
    public void Y408_only_tracked_answers_are_forwarded_and_a_takeover_tracks_nothing()
    {
        DiagnosisStage stage = Stage(
            IpvsForwardingMethod.Masquerade,
            "1",
            "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n-A FORWARD -j DROP"
        );
        Assert.Empty(DiagnosisStage.Run(stage.Build()));
        stage.Daemons.Add(new IpvsSyncDaemon { State = IpvsSyncState.Backup, Interface = "eth1" });

        Assert.Equal("ip filter FORWARD", DiagnosisStage.Only(stage.Build(), "Y408").Field);
        stage.Sysctls["net/ipv4/vs/conntrack"] = "0";
        Assert.DoesNotContain(DiagnosisStage.Run(stage.Build()), finding => finding.Id == "Y408");
    }

    private static DiagnosisStage Stage(IpvsForwardingMethod method, string conntrack, string rules)
    {
        var stage = new DiagnosisStage(method);
        string text = $"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n{rules}\nCOMMIT\n";
        stage.Filter.AddRange(IptablesRuleset.Read(text, "ip", isLegacy: true));
        stage.Sysctls["net/ipv4/vs/conntrack"] = conntrack;
        return stage;
    }
}
