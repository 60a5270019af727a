using IpvsPS.Firewall;
using Xunit;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>What others have in nftables: kube-proxy's chains, and policies that drop.</summary>
public sealed class FirewallRulesetTests
{
    /// <summary>As nft 1.0.6 lists what iptables-nft made of the recorded rules, beside kubelet's and an administrator's.</summary>
    private const string Listed = """
        {"nftables": [{"metainfo": {"version": "1.0.6", "release_name": "Lester Gooch #5", "json_schema_version": 1}},
        {"table": {"family": "ip", "name": "nat", "handle": 1}},
        {"chain": {"family": "ip", "table": "nat", "name": "PREROUTING", "handle": 1, "type": "nat", "hook": "prerouting", "prio": -100,
        "policy": "accept"}},
        {"chain": {"family": "ip", "table": "nat", "name": "KUBE-SERVICES", "handle": 2}},
        {"chain": {"family": "ip", "table": "nat", "name": "KUBE-MARK-MASQ", "handle": 3}},
        {"chain": {"family": "ip", "table": "nat", "name": "KUBE-KUBELET-CANARY", "handle": 4}},
        {"rule": {"family": "ip", "table": "nat", "chain": "PREROUTING", "handle": 7, "expr": [{"xt": {"type": "match",
        "name": "comment"}}, {"counter": {"packets": 0, "bytes": 0}}, {"jump": {"target": "KUBE-SERVICES"}}]}},
        {"rule": {"family": "ip", "table": "nat", "chain": "PREROUTING", "handle": 8, "expr": [{"jump": {"target": "DOCKER"}}]}},
        {"rule": {"family": "ip", "table": "nat", "chain": "bad; flush ruleset", "handle": 9,
        "expr": [{"jump": {"target": "KUBE-SERVICES"}}]}},
        {"rule": {"family": "ip", "table": "nat", "chain": "KUBE-SERVICES", "handle": 10,
        "expr": [{"jump": {"target": "KUBE-MARK-MASQ"}}]}},
        {"table": {"family": "ip6", "name": "kube-proxy", "handle": 2}},
        {"chain": {"family": "ip6", "table": "kube-proxy", "name": "KUBE-SERVICES", "handle": 1}},
        {"chain": {"family": "inet", "table": "mine", "name": "KUBE-SERVICES", "handle": 1}},
        {"chain": {"family": "ip", "table": "filter", "name": "FORWARD", "handle": 3, "type": "filter", "hook": "forward", "prio": 0,
        "policy": "drop"}},
        {"chain": {"family": "inet", "table": "firewalld", "name": "filter_INPUT", "handle": 4, "type": "filter", "hook": "input",
        "prio": 10, "policy": "drop"}},
        {"chain": {"family": "inet", "table": "ipvsps", "name": "virtual_input", "handle": 4, "type": "filter", "hook": "input",
        "prio": 0, "policy": "drop"}},
        {"chain": {"family": "inet", "table": "other", "name": "pre", "handle": 4, "type": "filter", "hook": "prerouting", "prio": 0,
        "policy": "drop"}}]}
        """;

    [Fact]
    public void The_chains_of_kube_proxy_go_and_those_of_others_stay()
    {
        KubeProxyRules rules = FirewallRuleset.OfKubeProxy(Listed);
        Assert.Equal(["ip nat KUBE-SERVICES", "ip nat KUBE-MARK-MASQ", "ip6 kube-proxy"], rules.Names);
        Assert.Equal(
            """
            delete rule ip nat PREROUTING handle 7
            flush chain ip nat KUBE-SERVICES
            flush chain ip nat KUBE-MARK-MASQ
            delete chain ip nat KUBE-SERVICES
            delete chain ip nat KUBE-MARK-MASQ
            delete table ip6 kube-proxy

            """,
            rules.Commands
        );
    }

    [Fact]
    public void Chains_that_drop_by_default_are_named() =>
        Assert.Equal(
            [new("ip filter FORWARD", "forward"), new("inet firewalld filter_INPUT", "input")],
            FirewallRuleset.DropPolicies(Listed)
        );

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"nftables": [7]}""")]
    public void What_is_not_known_is_left_alone(string json)
    {
        Assert.Empty(FirewallRuleset.OfKubeProxy(json).Commands);
        Assert.Empty(FirewallRuleset.DropPolicies(json));
    }

    /// <summary>Every chain of the recorded node is known.</summary>
    [Fact]
    public void The_recorded_chains_are_known()
    {
        string saved = File.ReadAllText(Path.Combine(ServiceProxy.RecordedState.Folder("transitions", "start"), "iptables-save.txt"));
        string[] chains =
        [
            .. saved
                .Split('\n')
                .Where(line => line.StartsWith(":KUBE-", StringComparison.Ordinal))
                .Select(line => line[1..line.IndexOf(' ', 1)]),
        ];
        Assert.NotEmpty(chains);
        Assert.Empty(chains.Except(FirewallRuleset.KubeProxyChains));
    }
}
