using System.Text.Json;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;

namespace IpvsPS.Diagnosis;

/// <summary>
/// Reads the packet filter of a namespace: nftables, the rules of iptables' programs on it, and legacy iptables.
/// </summary>
/// <param name="netns">The namespace.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class FilterReader(NetNamespaceHandle netns, CancellationToken cancellation)
{
    private static readonly (string Family, string Program)[] Families = [("ip", "iptables-nft-save"), ("ip6", "ip6tables-nft-save")];

    /// <summary>The chains of nftables.</summary>
    /// <exception cref="FirewallException">A program is missing or refused.</exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public List<FilterChain> ReadNfTables()
    {
        var foreign = new HashSet<(string Family, string Table)>();
        List<FilterChain> chains;
        try
        {
            chains = NftRuleset.Read(FirewallProgram.Ask(netns, "nft", ["-j", "-n", "list", "ruleset"], cancellation), foreign);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FirewallException(FirewallError.Refused, e.Message);
        }

        foreach ((string family, string program) in Families.Where(one => foreign.Any(table => table.Family == one.Family)))
        {
            string text = FirewallProgram.Ask(netns, program, [], cancellation);
            chains.AddRange(IptablesRuleset.Read(text, family, isLegacy: false).Where(chain => foreign.Contains((family, chain.Table))));
        }

        return chains;
    }

    /// <summary>The chains of legacy iptables.</summary>
    /// <exception cref="FirewallException">A program is missing or refused.</exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public List<FilterChain> ReadLegacyTables() =>
        [.. LegacyTables.Save(netns, cancellation).SelectMany(rules => IptablesRuleset.Read(rules.Text, rules.Family, isLegacy: true))];
}
