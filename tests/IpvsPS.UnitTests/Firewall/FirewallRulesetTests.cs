using IpvsPS.Firewall;
using Xunit;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>What kube-proxy has left in nftables.</summary>
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
        {"chain": {"family": "inet", "table": "mine", "name": "KUBE-SERVICES", "handle": 1}}]}
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

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"nftables": [7]}""")]
    public void What_is_not_known_is_left_alone(string json) => Assert.Empty(FirewallRuleset.OfKubeProxy(json).Commands);

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
