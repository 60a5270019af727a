using System.Text.RegularExpressions;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using Xunit;

namespace IpvsPS.UnitTests.Diagnosis;

/// <summary>Other commands name the rule that explains what they say, and docs/diagnosis.md has a section for it.</summary>
public sealed partial class NamedRuleTests
{
    private static readonly IpvsServiceId Web = IpvsServiceId.ForAddress(DiagnosisStage.Parse("10.0.0.185"), 80, IpvsProtocol.Tcp);

    [Theory]
    [InlineData(IpvsDirectRoutingRequirement.VirtualAddress, null, "R209")]
    [InlineData(IpvsDirectRoutingRequirement.VirtualAddress, "eth0", "R212")]
    [InlineData(IpvsDirectRoutingRequirement.Link, "vip", "R209")]
    [InlineData(IpvsDirectRoutingRequirement.Tunnel, null, "R217")]
    [InlineData(IpvsDirectRoutingRequirement.ReversePathFilter, "tunl0", "R211")]
    [InlineData(IpvsDirectRoutingRequirement.ArpIgnore, "eth0", "R210")]
    [InlineData(IpvsDirectRoutingRequirement.ArpAnnounce, "eth0", "R210")]
    public void Each_need_of_direct_routing_names_its_rule(IpvsDirectRoutingRequirement requirement, string? link, string id)
    {
        var item = new IpvsDirectRoutingItem { Requirement = requirement, LinkName = link };
        Assert.Equal(id, new Objects.IpvsDirectRouting(item).Rule);
        Assert.NotNull(DiagnosisCatalog.Find(id));
        item.IsMet = true;
        Assert.Empty(DirectRoutingRules.IdOf(item));
    }

    [Fact]
    public void Errors_name_rules_that_have_a_section()
    {
        Assert.Equal(["D007"], Named(Errno.EPROTONOSUPPORT, null));
        Assert.Equal(["D006"], Named(Errno.ENOENT, new IpvsService(Web) { Scheduler = "nope" }));
        Assert.Equal(["D002"], Named(Errno.EINVAL, new IpvsRealServer(Web, DiagnosisStage.Parse("172.17.0.3"), 80)));
        Assert.Equal(["S111", "D002"], Named(Errno.EINVAL, new IpvsRealServer(Web, DiagnosisStage.Parse("fd00::3"), 80)));
    }

    private static string[] Named(Errno error, object? target)
    {
        string words = IpvsErrors.Describe(new NetlinkException("add it", error), target)!.Exception.Message;
        string[] ids = [.. RuleIds().Matches(words).Select(match => match.Value)];
        string document = File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "diagnosis.md"));
        Assert.All(ids, id => Assert.Contains($"\n### {id} ", document, StringComparison.Ordinal));
        return ids;
    }

    [GeneratedRegex(@"\b[DSRNY]\d{3}\b")]
    private static partial Regex RuleIds();
}
