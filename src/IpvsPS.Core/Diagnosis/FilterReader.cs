using System.Text.Json;
using IpvsPS.Firewall;
using IpvsPS.Namespaces;

namespace IpvsPS.Diagnosis;

/// <summary>
/// Reads the packet filter of a namespace: nftables, the rules of iptables' programs on it, and legacy iptables. It asks the
/// legacy programs only for tables that are there, since they make those that are not.
/// </summary>
/// <param name="netns">The namespace.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class FilterReader(NetNamespaceHandle netns, CancellationToken cancellation)
{
    private static readonly (string Family, string Prefix, string Names)[] Families =
    [
        ("ip", "iptables", "/proc/thread-self/net/ip_tables_names"),
        ("ip6", "ip6tables", "/proc/thread-self/net/ip6_tables_names"),
    ];

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

        foreach ((string family, string prefix, _) in Families.Where(one => foreign.Any(table => table.Family == one.Family)))
        {
            string text = FirewallProgram.Ask(netns, $"{prefix}-nft-save", [], cancellation);
            chains.AddRange(IptablesRuleset.Read(text, family, isLegacy: false).Where(chain => foreign.Contains((family, chain.Table))));
        }

        return chains;
    }

    /// <summary>The chains of legacy iptables.</summary>
    /// <exception cref="FirewallException">A program is missing or refused.</exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public List<FilterChain> ReadLegacyTables()
    {
        var chains = new List<FilterChain>();
        foreach ((string family, string prefix, string names) in Families)
        {
            if (HasTables(names))
            {
                chains.AddRange(
                    IptablesRuleset.Read(FirewallProgram.Ask(netns, $"{prefix}-legacy-save", [], cancellation), family, isLegacy: true)
                );
            }
        }

        return chains;
    }

    private bool HasTables(string path)
    {
        using ProcFile? file = ProcFile.TryOpen(netns, path, write: false, out _);
        return file?.Read(new byte[64], out int count) == Errno.None && count > 0;
    }
}
