using IpvsPS.KernelTests.Drain;
using IpvsPS.Testing.Engine;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>
/// The pool's director as the real kube-proxy left its node, from tests/Recorded: table, link, sysctls, ipsets and the chains of legacy
/// iptables. The endpoints of shop/cart are two of the pool's pods. Beside it stands what others have.
/// </summary>
internal sealed class KubeProxyNode(Pool pool) : IDisposable
{
    /// <summary>The cluster address of the recorded service shop/cart.</summary>
    public const string Cart = "10.96.0.50";

    /// <summary>A service that somebody has made by hand.</summary>
    public const string ForeignService = "-A -u 10.96.0.99:53 -s rr";

    private static readonly string Start = Path.Combine(RecordedNode.Folder, "transitions/start");

    private readonly ScratchNamespace _node = pool.Director;

    /// <summary>Makes it all.</summary>
    public void Make()
    {
        RecordedNode.Make(_node);
        LabSession.Native($"ip -n {pool.Client} route add 10.96.0.0/16 via 10.78.0.1");
        for (int pod = 0; pod < 2; pod++)
        {
            // The pods of the pool answer on port 80, those of the recorded service on 9000.
            LabSession.Native(
                $"ip -n {_node} route add 172.17.0.{3 + pod} via {Pool.Addresses[pod]}; "
                    + $"ip -n {pool.PodSpaces[pod]} addr add 172.17.0.{3 + pod}/32 dev lo; "
                    + $"ip netns exec {pool.PodSpaces[pod]} iptables-legacy -t nat -A PREROUTING -p tcp --dport 9000 "
                    + "-j REDIRECT --to-ports 80"
            );
        }

        _node.Native(
            $"""
            bash -ec 'sysctl -qw net.ipv4.vs.conntrack=1 net.ipv4.vs.expire_nodest_conn=1 net.ipv4.vs.expire_quiescent_template=1
            ip link add kube-ipvs0 type dummy
            for address in $(sed -n "s/^add KUBE-IPVS-IPS //p" {Start}/ipset-save.txt); do ip addr add $address/32 dev kube-ipvs0; done
            ip addr add fd00:10:96::a/128 dev kube-ipvs0
            ipset restore < {Start}/ipset-save.txt
            iptables-legacy-restore --noflush < {Start}/iptables-save.txt
            ipvsadm -R < {Start}/ipvsadm-Sn.txt'
            """
        );
    }

    /// <summary>
    /// What others have: a service, an ipset, rules. One speaks of kube-proxy's chains; one is for established connections, as every CNI's
    /// and firewall's: without any such rule the kernel stops tracking with kube-proxy's last one, and what it has masqueraded breaks.
    /// </summary>
    public void MakeOthers()
    {
        LoadModules();
        _node.Native(
            """
            bash -ec 'ipvsadm -A -u 10.96.0.99:53 -s rr; ipset create office hash:ip; ipset add office 192.0.2.7
            iptables-legacy -t nat -N DOCKER; iptables-legacy -t nat -A PREROUTING -j DOCKER; iptables-legacy -N KUBE-FIREWALL
            iptables-legacy -A FORWARD -m comment --comment "not for KUBE-SERVICES or KUBE-FORWARD " -m set --match-set office src -j DROP
            iptables-legacy -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            iptables-legacy -A INPUT -j KUBE-FIREWALL; ip6tables-legacy -N MINE'
            """
        );
    }

    /// <summary>Loads what ipsets and the chains that use them need: nothing loads modules on demand in the lab.</summary>
    public static void LoadModules() =>
        LabSession.Native(
            "modprobe -a -d /run/modules ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_hash_ipportnet ip_set_bitmap_port "
                + "xt_set ipt_REJECT"
        );

    /// <summary>Runs the commands that Clear-IpvsKubernetesService has left to whoever types it.</summary>
    /// <param name="node">Where.</param>
    /// <param name="cleared">What it wrote, verbose lines among it.</param>
    public static void RunManual(ScratchNamespace node, EngineResult cleared)
    {
        const string Start = "Left to you, where iptables is the legacy one or there are ipsets: ";
        string[] commands =
        [
            .. cleared
                .Output.Select(line => $"{line}")
                .Where(line => line.StartsWith(Start, StringComparison.Ordinal))
                .Select(line => line[Start.Length..]),
        ];
        Assert.Equal(3, commands.Length);
        string script = Path.GetTempFileName();
        File.WriteAllLines(script, commands);
        node.Native($"bash -e {script}");
        File.Delete(script);
    }

    /// <summary>All chains and rules of legacy iptables, without their counters.</summary>
    public string[] Rules() =>
        [
            .. _node
                .Native("iptables-legacy-save; ip6tables-legacy-save")
                .Split('\n')
                .Where(line => line.StartsWith(':') || line.StartsWith("-A", StringComparison.Ordinal))
                .Select(line => line.Split('[')[0])
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose()
    {
        _node.Native(
            "bash -c 'for i in iptables ip6tables; do for t in nat filter; do $i-legacy -t $t -F; $i-legacy -t $t -X; done; done'"
        );
        _node.Native("ipvsadm -D -u 10.96.0.99:53; ipset destroy; ip link del br0; sysctl -qw net.ipv4.vs.conntrack=0");
        foreach (ScratchNamespace pod in pool.PodSpaces.Take(2))
        {
            pod.Native("iptables-legacy -t nat -F");
        }
    }
}
