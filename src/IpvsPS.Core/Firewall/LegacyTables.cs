using IpvsPS.Namespaces;

namespace IpvsPS.Firewall;

/// <summary>What a family's tables of legacy iptables hold, as its program writes it.</summary>
/// <param name="Family"><c>ip</c> or <c>ip6</c>.</param>
/// <param name="Text">The output of iptables-legacy-save or ip6tables-legacy-save.</param>
internal readonly record struct LegacyRules(string Family, string Text);

/// <summary>
/// The packet filter of legacy iptables. Its programs are asked only for tables that are there, since they make those that are not.
/// </summary>
internal static class LegacyTables
{
    private static readonly (string Family, string Program, string Names)[] Families =
    [
        ("ip", "iptables-legacy-save", "/proc/thread-self/net/ip_tables_names"),
        ("ip6", "ip6tables-legacy-save", "/proc/thread-self/net/ip6_tables_names"),
    ];

    /// <summary>The rules of the families that have any table.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="cancellation">Ends the waiting for the programs.</param>
    /// <exception cref="FirewallException">
    /// There are tables, and the program that lists them is missing or refused; or whether there are any may not be read.
    /// </exception>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static List<LegacyRules> Save(NetNamespaceHandle netns, CancellationToken cancellation)
    {
        var rules = new List<LegacyRules>();
        foreach ((string family, string program, string names) in Families)
        {
            if (HasTables(netns, names))
            {
                rules.Add(new LegacyRules(family, FirewallProgram.Ask(netns, program, [], cancellation)));
            }
        }

        return rules;
    }

    /// <summary>The chains that drop by default what passes INPUT, FORWARD or OUTPUT.</summary>
    public static List<FirewallDropPolicy> DropPolicies(LegacyRules rules)
    {
        var found = new List<FirewallDropPolicy>();
        string table = string.Empty;
        foreach (string line in rules.Text.Split('\n'))
        {
            if (line.StartsWith('*'))
            {
                table = line[1..].TrimEnd();
            }
            else if (line.StartsWith(':') && line[1..].Split(' ') is ["INPUT" or "FORWARD" or "OUTPUT", "DROP", ..] words)
            {
                found.Add(new FirewallDropPolicy($"{rules.Family} {table} {words[0]} of legacy iptables", words[0].ToLowerInvariant()));
            }
        }

        return found;
    }

    private static bool HasTables(NetNamespaceHandle netns, string path)
    {
        using ProcFile? file = ProcFile.TryOpen(netns, path, write: false, out Errno error);
        if (error is Errno.EACCES or Errno.EPERM)
        {
            throw new FirewallException(FirewallError.Refused, $"only root may read {path}");
        }

        return file?.Read(new byte[64], out int count) == Errno.None && count > 0;
    }
}
