namespace IpvsPS.ServiceProxy.Sync;

/// <summary>A sysctl that is to have another value.</summary>
/// <param name="Path">Its path below /proc/sys.</param>
/// <param name="Present">Its value.</param>
/// <param name="Wanted">The value it is to have.</param>
internal readonly record struct SysctlChange(string Path, string Present, string Wanted);

/// <summary>The sysctls that services on a node need.</summary>
internal static class SysctlPlanner
{
    /// <summary>The first kernel whose conn_reuse_mode 1 costs no second.</summary>
    private static readonly Version FixedReuse = new(5, 9);

    /// <summary>Every path and value.</summary>
    /// <param name="options">How services are made.</param>
    /// <param name="isStrictArp">Whether no link answers for addresses of others.</param>
    /// <param name="hasIPv6">Whether there are IPv6 services.</param>
    /// <param name="kernel">The version of the kernel.</param>
    public static IEnumerable<(string Path, string Value)> Wanted(
        ServiceProxyOptions options,
        bool isStrictArp,
        bool hasIPv6,
        Version kernel
    )
    {
        if (options.Masquerade != MasqueradeMode.None)
        {
            // Without it the packets of IPVS are not tracked and cannot be masqueraded.
            yield return ("net/ipv4/vs/conntrack", "1");
        }

        // A connection to a real server that has gone is given another one; affinity does not hold on to weight 0.
        yield return ("net/ipv4/vs/expire_nodest_conn", "1");
        yield return ("net/ipv4/vs/expire_quiescent_template", "1");
        if (kernel < FixedReuse)
        {
            // Such a kernel delays a connection from a port that was used a moment ago by a second (kubernetes/kubernetes#93297).
            yield return ("net/ipv4/vs/conn_reuse_mode", "0");
        }

        yield return ("net/ipv4/ip_forward", "1");
        if (hasIPv6)
        {
            yield return ("net/ipv6/conf/all/forwarding", "1");
        }

        if (isStrictArp)
        {
            yield return ("net/ipv4/conf/all/arp_ignore", "1");
            yield return ("net/ipv4/conf/all/arp_announce", "2");
        }
    }

    /// <summary>Those that are to change; what the kernel does not have is left out.</summary>
    /// <param name="wanted">Every path and value.</param>
    /// <param name="read">Reads one; null where the kernel does not have it.</param>
    public static List<SysctlChange> Compare(IEnumerable<(string Path, string Value)> wanted, Func<string, string?> read)
    {
        var changes = new List<SysctlChange>();
        foreach ((string path, string value) in wanted)
        {
            if (read(path)?.Trim() is { } present && present != value)
            {
                changes.Add(new SysctlChange(path, present, value));
            }
        }

        return changes;
    }
}
