namespace IpvsPS.KernelTests.Completion;

/// <summary>
/// The namespaces <c>tab-here</c> and <c>tab-there</c> with something of everything that Tab completes, and none of it in both; a
/// process in a namespace without a name, in the control group of a container.
/// </summary>
public sealed class CompletionStage : IDisposable
{
    public const string Container = "5ab0c1d2e3f4";
    public const string MetricPort = "9419";

    private const string Set = """
        set -e
        ip netns add tab-here; ip netns add tab-there; ip -n tab-here link set lo up; ip -n tab-there link set lo up
        ip -n tab-here -batch - <<< '
            link add tab1 type dummy
            link add tab2 type dummy
            link add tabbr type bridge
            link set tab1 addrgenmode none
            link set tab2 addrgenmode none
            addr add 10.2.0.1/24 dev tab1
            addr add 2001:db8:2::1/64 dev tab1 nodad
            addr add 10.3.0.1/24 dev tab2
            link set tab1 up
            link set tab2 up
            addr add 10.1.0.3/32 dev lo
            route add default via 10.2.0.254 metric 100
            route add 10.8.0.0/16 via 10.3.0.254 metric 7
            route add blackhole 10.7.0.0/16 table 700
            route add local 10.9.0.53 dev lo'
        ip -n tab-there -batch - <<< '
            link add tab9 type dummy
            link set tab9 addrgenmode none
            addr add 10.99.0.1/24 dev tab9
            link set tab9 up
            neigh add 10.99.0.9 lladdr 02:00:00:00:00:09 dev tab9
            neigh add 2001:db8:99::9 lladdr 02:00:00:00:00:09 dev tab9
            route add blackhole 10.97.0.0/16
            route add blackhole 10.97.0.0/16 tos 0x10
            nexthop add id 7 blackhole
            route add 10.98.0.0/16 nhid 7
            route add 2001:db8:97::/48 from 2001:db8:98::/48 dev tab9'
        ip netns exec tab-here ipvsadm -R <<< '-A -t 10.9.0.1:80 -s rr
            -a -t 10.9.0.1:80 -r 10.1.0.1:8080 -m
            -a -t 10.9.0.1:80 -r 10.1.0.2:8081 -m
            -A -u 10.9.0.53:53 -s rr
            -a -u 10.9.0.53:53 -r 10.1.0.3:53 -m
            -A -t [2001:db8::1]:443 -s wlc
            -a -t [2001:db8::1]:443 -r [2001:db8::9]:443 -g
            -A -f 7 -s rr
            -a -f 7 -r 10.1.0.4 -g
            -A -f 8 -6 -s rr'
        ip netns exec tab-there ipvsadm -R <<< '-A -t 10.90.0.1:81 -s rr
            -a -t 10.90.0.1:81 -r 10.91.0.1:8090 -m
            -A -f 9 -s rr'
        ip netns exec tab-here bash -c 'echo > /dev/udp/10.9.0.53/53; ipvsadm -e -u 10.9.0.53:53 -r 10.1.0.3:53 -m -w 0'
        unshare -n sleep 7321 >/dev/null 2>&1 & pid=$!
        mkdir -p /run/tab-groups; mount -t cgroup2 none /run/tab-groups; mkdir /run/tab-groups/docker-CONTAINER.scope
        echo $pid > /run/tab-groups/docker-CONTAINER.scope/cgroup.procs
        while [ /proc/$pid/ns/net -ef /proc/self/ns/net ]; do sleep 0.1; done
        echo $pid
        """;

    private const string Clear = """
        kill PROCESS; while [ -e /proc/PROCESS ]; do sleep 0.1; done
        rmdir /run/tab-groups/*.scope; umount /run/tab-groups; rmdir /run/tab-groups
        ip netns delete tab-here; ip netns delete tab-there
        """;

    private readonly LabSession _lab;

    public CompletionStage(LabSession lab)
    {
        _lab = lab;
        Process = LabSession.Native(Set.Replace("CONTAINER", Container + new string('7', 52), StringComparison.Ordinal)).Trim();
        lab.Works("Enable-IpvsDirectRouting 10.90.0.77 -NetNamespace tab-there");
        lab.Works("$null = Suspend-IpvsRealServer 10.1.0.4 -NetNamespace tab-here 3>$null");
        lab.Works($"$null = Start-IpvsMetricServer {MetricPort} -NetNamespace tab-here");
    }

    /// <summary>The process without a named namespace.</summary>
    public string Process { get; }

    public void Dispose()
    {
        _lab.Works($"Stop-IpvsMetricServer {MetricPort}");
        LabSession.Native(Clear.Replace("PROCESS", Process, StringComparison.Ordinal));
    }
}
