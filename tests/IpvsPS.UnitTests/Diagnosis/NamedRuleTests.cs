using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using IpvsPS.Commands;
using IpvsPS.Diagnosis;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using IpvsPS.Words;
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
        Assert.Equal(["S111"], Named(Errno.EINVAL, new IpvsSyncDaemon { State = IpvsSyncState.Master, Interface = "eth0" }));
    }

    /// <summary>What the module refuses, the kernel would take and make nothing of.</summary>
    [Fact]
    public void What_is_refused_before_the_kernel_is_asked_names_its_rule_too()
    {
        Assert.Equal(["S109"], Refused(new IpvsService(IpvsServiceId.ForAddress(Web.Address, 0, IpvsProtocol.Tcp))));
        Assert.Equal(["S110"], Refused(new IpvsService(Web) { OnePacket = true }));
        var server = new IpvsRealServer(Web, DiagnosisStage.Parse("172.17.0.3"), 8080);
        Assert.Equal(["S104"], RulesIn(Assert.Throws<CommandException>(() => IpvsErrors.ThrowIf(IpvsRules.Check(server), "it")).Message));

        static string[] Refused(IpvsService service) =>
            RulesIn(Assert.Throws<CommandException>(() => IpvsErrors.ThrowIf(IpvsRules.Check(service), "it")).Message);
    }

    /// <summary>What a cure types can be typed: each command has the parameters that stand behind it.</summary>
    [Fact]
    public void Cures_name_parameters_that_their_commands_have()
    {
        Dictionary<string, Type> commands = typeof(DebugIpvsServiceCommand)
            .Assembly.GetTypes()
            .Select(type => (type, name: type.GetCustomAttribute<CmdletAttribute>()))
            .Where(one => one.name is not null)
            .ToDictionary(one => $"{one.name!.VerbName}-{one.name.NounName}", one => one.type);
        Differences.AssertNone(
            from rule in RuleWords.All
            from typed in Commands().Matches(rule.Value.Cure)
            where commands.ContainsKey(typed.Groups[1].Value)
            let names = ParametersOf(commands[typed.Groups[1].Value])
            from parameter in Parameters().Matches(typed.Groups[2].Value)
            where !names.Contains(parameter.Groups[1].Value)
            select $"{rule.Key}: {typed.Groups[1].Value} has no -{parameter.Groups[1].Value}."
        );
    }

    private static HashSet<string> ParametersOf(Type command) =>
        [
            .. command
                .GetProperties()
                .Where(property => property.IsDefined(typeof(ParameterAttribute)))
                .SelectMany(property => property.GetCustomAttribute<AliasAttribute>()?.AliasNames.Append(property.Name) ?? [property.Name]),
        ];

    [GeneratedRegex(@"\b([A-Z]\w+-[A-Z]\w+)([^;|]*)")]
    private static partial Regex Commands();

    [GeneratedRegex(@" -([A-Z]\w+)")]
    private static partial Regex Parameters();

    private static string[] Named(Errno error, object? target)
    {
        return RulesIn(IpvsErrors.Describe(new NetlinkException("add it", error), target)!.Exception.Message);
    }

    private static string[] RulesIn(string words)
    {
        string[] ids = [.. RuleIds().Matches(words).Select(match => match.Value)];
        string document = File.ReadAllText(Path.Combine(RepositoryPaths.Documents, "diagnosis.md"));
        Assert.All(ids, id => Assert.Contains($"\n### {id} ", document, StringComparison.Ordinal));
        return ids;
    }

    [GeneratedRegex(@"\b[DSRNY]\d{3}\b")]
    private static partial Regex RuleIds();
}
