using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about the settings of IPVS and the limits of the kernel's tables.</summary>
internal static class SettingRules
{
    private const string Vs = "net.ipv4.vs.";

    /// <summary>Since this version a reused port of a client costs no second.</summary>
    private static readonly Version NoDelaySince = new(5, 9);

    /// <summary>Since this version expire_nodest_conn alone moves the clients of a real server of weight 0.</summary>
    private static readonly Version ExpiresSince = new(5, 16);

    /// <remarks>Field: the setting. Values: its value, and the kernel's version.</remarks>
    public static IEnumerable<DiagnosisFinding> ConnReuseDelays(DiagnosisFacts facts) =>
        facts.Services.Count > 0
        && facts.KernelVersion < NoDelaySince
        && facts.Director.Setting("conn_reuse_mode") is > 0 and var mode
        && facts.Director.Setting("conntrack") == 1
            ? [Finding(facts, "D009", "conn_reuse_mode", mode, facts.KernelVersion)]
            : [];

    /// <remarks>Field: the setting. Values: the kernel's version.</remarks>
    public static IEnumerable<DiagnosisFinding> ConnReuseSticks(DiagnosisFacts facts) =>
        facts.Services.Count > 0
        && facts.Director.Setting("conn_reuse_mode") == 0
        && (facts.KernelVersion < ExpiresSince || facts.Director.Setting("expire_nodest_conn") == 0)
            ? [Finding(facts, "D010", "conn_reuse_mode", facts.KernelVersion)]
            : [];

    /// <remarks>Field: the setting. Values: the number of clients.</remarks>
    public static IEnumerable<DiagnosisFinding> PersistDeadServer(DiagnosisFacts facts) =>
        facts.Director.Setting("expire_quiescent_template") != 0
            ? []
            : from service in facts.Services
            where service.Service.PersistenceTimeout is not null
            from server in service.RealServers
            where server.Weight == 0 && server.PersistentConnections > 0
            select Finding(facts, "D011", "expire_quiescent_template", server.PersistentConnections) with
            {
                Service = service.Id,
                RealServer = ServiceRules.EndpointOf(server),
            };

    /// <remarks>Field: the setting. Values: the number of connections.</remarks>
    public static IEnumerable<DiagnosisFinding> NodestSilent(DiagnosisFacts facts)
    {
        if (facts.Director.Setting("expire_nodest_conn") != 0)
        {
            yield break;
        }

        var services = facts.Services.ToDictionary(service => service.Id);
        foreach ((RealServerId key, ConnectionCount count) in facts.Connections ?? new Dictionary<RealServerId, ConnectionCount>())
        {
            bool isGone =
                services.TryGetValue(key.Service, out ServiceFacts? service)
                && !service.RealServers.Any(server => server.Address == key.Address && (server.Port == key.Port || server.Port == 0));
            if (isGone && count.Connections > 0)
            {
                yield return Finding(facts, "D012", "expire_nodest_conn", count.Connections) with
                {
                    Service = key.Service,
                    RealServer = new InetEndpoint(key.Address.ToIPAddress(), key.Port),
                };
            }
        }
    }

    /// <remarks>Field: the setting. Values: its value.</remarks>
    public static IEnumerable<DiagnosisFinding> DefenceOn(DiagnosisFacts facts) =>
        from name in (string[])["drop_entry", "drop_packet", "secure_tcp"]
        let value = facts.Director.Setting(name)
        where facts.Services.Count > 0 && value is 2 or 3
        select Finding(facts, "D013", name, value);

    /// <remarks>Field: the setting.</remarks>
    public static IEnumerable<DiagnosisFinding> EstimationOff(DiagnosisFacts facts) =>
        facts.Services.Count > 0 && facts.Director.Setting("run_estimation") == 0 ? [Finding(facts, "D014", "run_estimation")] : [];

    /// <remarks>Field: the module's parameter. Values: the entries, and the chains.</remarks>
    public static IEnumerable<DiagnosisFinding> ConnTableSmall(DiagnosisFacts facts)
    {
        // Kernels that size the table themselves have this setting.
        bool isFixed = !facts.Director.Sysctls.ContainsKey("net/ipv4/vs/conn_lfactor");
        return isFixed && facts.ConnectionTableSize > 0 && facts.ConnectionEntries > 8L * facts.ConnectionTableSize
            ? [DirectorRules.Finding("D015", "conn_tab_bits", facts.Director, facts.ConnectionEntries, facts.ConnectionTableSize)]
            : [];
    }

    /// <remarks>Field: the setting. Values: the entries, and the limit.</remarks>
    public static IEnumerable<DiagnosisFinding> ConnMax(DiagnosisFacts facts) =>
        facts.Director.Setting("conn_max") is > 0 and var most && facts.ConnectionEntries * 10 >= most * 9
            ? [Finding(facts, "D016", "conn_max", facts.ConnectionEntries, most)]
            : [];

    /// <remarks>Field: the sysctl. Values: the entries, and the limit.</remarks>
    public static IEnumerable<DiagnosisFinding> ConntrackFull(DiagnosisFacts facts) =>
        facts.Services.Count > 0
        && facts.Director.Number("net/netfilter/nf_conntrack_max") is > 0 and var most
        && facts.Director.Number("net/netfilter/nf_conntrack_count") is { } count
        && count * 10 >= most * 9
            ? [DirectorRules.Finding("D017", "net.netfilter.nf_conntrack_max", facts.Director, count, most)]
            : [];

    /// <remarks>Field: the setting.</remarks>
    public static IEnumerable<DiagnosisFinding> NoEstimationCpu(DiagnosisFacts facts) =>
        facts.Services.Count > 0
        && facts.Director.Sysctls.TryGetValue("net/ipv4/vs/est_cpulist", out string? list)
        && list.Trim().Length == 0
            ? [Finding(facts, "D026", "est_cpulist")]
            : [];

    /// <remarks>Field: the sysctl. Values: the entries, and the limit.</remarks>
    public static IEnumerable<DiagnosisFinding> NeighbourOverflow(DiagnosisFacts facts) =>
        from family in (AddressFamily[])[AddressFamily.IPv4, AddressFamily.IPv6]
        let path = $"net/{family.ToString().ToLowerInvariant()}/neigh/default/gc_thresh3"
        let most = facts.Director.Number(path)
        let count = facts.Director.Neighbors.Count(one =>
            one.State is not (NetLinkNeighborState.NoArp or NetLinkNeighborState.Permanent)
            && InetAddress.FromIPAddress(one.Address).Family == family
        )
        where most > 0 && count * 10L >= most * 9
        select DirectorRules.Finding("D028", SysctlClient.NameOf(path), facts.Director, count, most);

    private static DiagnosisFinding Finding(DiagnosisFacts facts, string id, string setting, params object?[] values) =>
        DirectorRules.Finding(id, Vs + setting, facts.Director, values);
}
