using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>Rules about what links do with packets in the kernel's stead, and about what the kernel has logged.</summary>
internal static class LinkRules
{
    /// <summary>KERN_WARNING of <c>include/linux/kern_levels.h</c>; errors are below.</summary>
    private const int Warning = 4;

    /// <summary>From this version on the checksum 0 of a tunnel's packet stays 0 where its source is translated.</summary>
    private static readonly Version ChecksumsSince = new(5, 7);

    /// <remarks>Field: the link.</remarks>
    public static IEnumerable<DiagnosisFinding> MergedPackets(DiagnosisFacts facts) =>
        from link in facts.Director.Offloads
        where link.Value.MergesReceived
        where facts.Services.Any(service => service.RealServers.Any(server => !facts.Director.IsLocal(server.Address)))
        select DirectorRules.Finding("D024", link.Key, facts.Director);

    /// <remarks>Field: the link. Values: the kernel's version.</remarks>
    public static IEnumerable<DiagnosisFinding> TunnelChecksums(DiagnosisFacts facts)
    {
        if (facts.KernelVersion >= ChecksumsSince)
        {
            yield break;
        }

        var told = new HashSet<string>();
        foreach (ServiceFacts service in facts.Services)
        {
            foreach (RealServer server in service.With(IpvsForwardingMethod.Masquerade))
            {
                if (
                    facts.Director.LinkTo(server.Address) is { Kind: "vxlan", Name: { } name }
                    && facts.Director.Offloads.GetValueOrDefault(name)?.ComputesChecksums == true
                    && FilterRules.HasSourceNat(facts, service, server, null) == true
                    && told.Add(name)
                )
                {
                    yield return RealServerRules.Of(facts, "D025", (service, server), name, facts.KernelVersion);
                }
            }
        }
    }

    /// <remarks>Field: the log's file. Values: the line, how often it stands there, and the seconds since the last time.</remarks>
    public static IEnumerable<DiagnosisFinding> LoggedErrors(DiagnosisFacts facts) =>
        from line in facts.Log ?? []
        where line.Level <= Warning && line.Text.StartsWith("IPVS: ", StringComparison.Ordinal)
        group line by line.Text into same
        let last = (long)same.Min(line => line.Age).TotalSeconds
        orderby last
        select DirectorRules.Finding("D027", "/dev/kmsg", facts.Director, same.Key, same.Count(), last);
}
