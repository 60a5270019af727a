namespace IpvsPS.Diagnosis;

/// <summary>Rules about the firewall mark that a service is known by.</summary>
internal static class MarkRules
{
    /// <remarks>
    /// Field: the mark. Values: the rule that sets it for a link that is not there, null where no rule sets it; and the link. Filters of
    /// traffic control set marks too, and are not read. Packets that have come tell that something else may. A service whose family is not
    /// known is left out.
    /// </remarks>
    public static IEnumerable<DiagnosisFinding> MarkNotSet(DiagnosisFacts facts)
    {
        if (!facts.IsFilterRead)
        {
            yield break;
        }

        foreach (ServiceFacts service in facts.Services.Where(service => service.Id is { IsFirewallMark: true, FamilyOrNull: not null }))
        {
            FilterRule[] setting = [.. RulesOf(facts.Filter!, service).Where(rule => rule.MayMark || rule.Mark == service.Id.FirewallMark)];
            string?[] absent = [.. setting.Select(rule => AbsentLink(facts.Director, rule))];
            bool isUnset = setting.Length == 0 && facts.ClassifiedLinks is { Count: 0 } && service.IncomingPacketsPerSecond == 0;
            if (isUnset || (setting.Length > 0 && !absent.Contains(null)))
            {
                object?[] values = isUnset ? [null, null] : [setting[0].Text, absent[0]];
                yield return ServiceRules.Of(facts, "D030", service, $"{service.Id.FirewallMark}", values) with
                {
                    Confidence =
                        !isUnset ? null
                        : service.IncomingPackets == 0 ? IpvsFindingConfidence.Likely
                        : IpvsFindingConfidence.Possible,
                };
            }
        }
    }

    private static IEnumerable<FilterRule> RulesOf(IReadOnlyList<FilterChain> chains, ServiceFacts service) =>
        chains.Where(chain => chain.Sees(service.Id.Family)).SelectMany(chain => chain.Rules);

    /// <summary>The link that a rule is for, where this host has none of that name; null where it may match.</summary>
    private static string? AbsentLink(HostFacts host, FilterRule rule) =>
        rule
            .Matches.Where(match => match is { Field: FilterField.InputLink, IsNegated: false })
            .Where(match => !match.Values.Any(value => host.Links.Any(link => FilterText.IsLink(value, link.Name) != false)))
            .Select(match => match.Values.FirstOrDefault())
            .FirstOrDefault();
}
