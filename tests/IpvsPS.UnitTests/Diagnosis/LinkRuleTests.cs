using IpvsPS.Diagnosis;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>What drivers do in the kernel's stead, and what the kernel has logged.</summary>
public sealed class LinkRuleTests
{
    private readonly DiagnosisStage _stage = new();

    [Fact]
    public void D024_a_link_merges_packets()
    {
        _stage.Offloads["eth0"] = new LinkOffloads(MergesReceived: true, ComputesChecksums: true);

        Assert.Equal("eth0", DiagnosisStage.Only(_stage.Build(), "D024").Field);
    }

    [Fact]
    public void D025_a_vxlan_link_gets_its_checksums_wrong_where_sources_are_translated()
    {
        _stage.Link("eth1").Kind = "vxlan";
        _stage.Sysctls["net/ipv4/vs/conntrack"] = "1\n";
        _stage.Filter.AddRange(IptablesRuleset.Read(FilterTests.MasqueradeAll, "ip", isLegacy: true));
        DiagnosisFacts old = _stage.Build() with { KernelVersion = new Version(5, 4) };

        // A kernel before 5.9 has D009 with conntrack, too.
        Assert.Equal(["D009", "D025"], DiagnosisStage.Run(old).Select(finding => finding.Id).Order());
        Assert.DoesNotContain(DiagnosisStage.Run(old with { KernelVersion = new Version(5, 7) }), finding => finding.Id == "D025");
        _stage.Offloads["eth1"] = new LinkOffloads(MergesReceived: false, ComputesChecksums: false);
        Assert.DoesNotContain(DiagnosisStage.Run(old), finding => finding.Id == "D025");
    }

    [Fact]
    public void D027_the_kernel_has_logged_an_error_of_IPVS()
    {
        const string Line = "IPVS: rr: TCP 10.0.0.185:80 - no destination available";
        DiagnosisFacts facts = _stage.Build() with
        {
            Log =
            [
                new KernelLogLine(3, TimeSpan.FromSeconds(90), Line),
                new KernelLogLine(3, TimeSpan.FromSeconds(30), Line),
                new KernelLogLine(6, TimeSpan.FromSeconds(20), "IPVS: ipvs loaded."),
                new KernelLogLine(3, TimeSpan.FromSeconds(10), "EXT4-fs error"),
            ],
        };

        Assert.Empty(DiagnosisStage.Run(facts));
        DiagnosisFinding finding = Assert.Single(DiagnosisCatalog.Find("D027")!.Find(facts));
        Assert.Equal([Line, 2, 30L], finding.Values);
        Assert.StartsWith(
            "the kernel has logged, 30 seconds ago and 2 times",
            new Objects.IpvsFinding(finding).Is,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("3,1042,95000000,-;IPVS: wlc: TCP 10.0.0.1:80 - no destination available\n", 3, 5)]
    [InlineData("30,7,40000000,-;systemd[1]: started\n SUBSYSTEM=x\n", 6, 60)]
    public void A_record_of_the_log(string record, int level, int age)
    {
        KernelLogLine line = KernelLogLine.Parse(record, TimeSpan.FromSeconds(100))!;

        Assert.Equal((level, TimeSpan.FromSeconds(age)), (line.Level, line.Age));
        Assert.DoesNotContain('\n', line.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x,1,2,-;text")]
    [InlineData("3,1;text")]
    public void What_is_no_record(string record) => Assert.Null(KernelLogLine.Parse(record, TimeSpan.Zero));
}
