using System.Text;

namespace IpvsPS.Firewall;

/// <summary>Whose source addresses the rules masquerade.</summary>
/// <param name="IsAll">What pods send to cluster addresses too.</param>
/// <param name="HasPods4">Whether the ranges of IPv4 pods are known.</param>
/// <param name="HasPods6">Whether the ranges of IPv6 pods are known.</param>
internal readonly record struct FirewallLayout(bool IsAll, bool HasPods4, bool HasPods6)
{
    public bool HasPods(AddressFamily family) => family == AddressFamily.IPv6 ? HasPods6 : HasPods4;
}

/// <summary>
/// The chains of the table. IPVS leaves the original direction of a connection in conntrack (client to virtual address), so that
/// the rules after it can still tell which service a packet belongs to, without marks on packets.
/// </summary>
internal static class FirewallChains
{
    /// <summary>The firewall marks of services for pods and the node itself: this number and the 65535 after it.</summary>
    public const uint FirstMark = 0x1cb50000;

    private const string MarkMask = "0xffff0000";

    public static void Write(StringBuilder text, FirewallLayout layout)
    {
        WriteShortcuts(text, layout);
        WriteInput(text);
        WriteOutput(text);
        WritePostrouting(text, layout);
    }

    /// <summary>Pods and the node itself reach all endpoints where outsiders reach those of this node only.</summary>
    private static void WriteShortcuts(StringBuilder text, FirewallLayout layout)
    {
        text.AppendLine("  chain shortcut_pods {").AppendLine("    type filter hook prerouting priority mangle; policy accept;");
        ForEach(
            (family, protocol) =>
            {
                if (layout.HasPods(family))
                {
                    string header = FirewallWords.Header(family);
                    text.AppendLine(
                        $"    {header} saddr @{FirewallWords.Name(FirewallSet.Pods, family, protocol)} meta mark set "
                            + $"{Shortcut(family, protocol)}"
                    );
                }
            }
        );
        text.AppendLine("  }")
            .AppendLine("  chain shortcut_node {")
            .AppendLine("    type filter hook output priority mangle; policy accept;");
        ForEach((family, protocol) => text.AppendLine($"    meta mark set {Shortcut(family, protocol)}"));
        text.AppendLine("  }");
    }

    /// <summary>The rules before IPVS, which takes packets after this chain.</summary>
    private static void WriteInput(StringBuilder text)
    {
        text.AppendLine("  chain virtual_input {").AppendLine("    type filter hook input priority filter; policy accept;");
        ForEach(
            (family, protocol) =>
            {
                string key = Destination(family, protocol);
                text.AppendLine(
                    $"    {key} @{Name(FirewallSet.Guarded)} {key} . {FirewallWords.Header(family)} saddr != "
                        + $"@{Name(FirewallSet.Allowed)} drop"
                );
                text.AppendLine($"    {key} @{Name(FirewallSet.Dropped)} meta mark & {MarkMask} != 0x{FirstMark:x8} drop");
                foreach (
                    FirewallSet set in (FirewallSet[])
                        [FirewallSet.Cluster, FirewallSet.External, FirewallSet.ExternalLocal, FirewallSet.Balancer]
                )
                {
                    text.AppendLine($"    {key} @{Name(set)} accept");
                }

                string Name(FirewallSet set) => FirewallWords.Name(set, family, protocol);
            }
        );
        foreach (AddressFamily family in FirewallWords.Families)
        {
            string daddr = $"{FirewallWords.Header(family)} daddr";
            string icmp = family == AddressFamily.IPv6 ? "ipv6-icmp" : "icmp";
            string nfproto = family == AddressFamily.IPv6 ? "ipv6" : "ipv4";
            text.AppendLine($"    meta nfproto {nfproto} tcp dport @{Name(FirewallSet.HealthCheck)} accept");
            text.AppendLine($"    {daddr} @{Name(FirewallSet.Address)} meta l4proto {icmp} accept");
            text.AppendLine($"    {daddr} @{Name(FirewallSet.Address)} ct state new reject");
            text.AppendLine($"    {daddr} @{Name(FirewallSet.Range)} ct state new reject");

            string Name(FirewallSet set) => FirewallWords.Name(set, family, default);
        }

        text.AppendLine("  }");
    }

    /// <summary>The node's own processes, whose packets IPVS takes right after this chain.</summary>
    private static void WriteOutput(StringBuilder text)
    {
        text.AppendLine("  chain virtual_output {").AppendLine("    type filter hook output priority -120; policy accept;");
        ForEach(
            (family, protocol) =>
            {
                string key = Destination(family, protocol);
                string guarded = FirewallWords.Name(FirewallSet.Guarded, family, protocol);
                string allowed = FirewallWords.Name(FirewallSet.Allowed, family, protocol);
                text.AppendLine($"    {key} @{guarded} {key} . {FirewallWords.Header(family)} saddr != @{allowed} drop");

                // IPVS would refuse what is to be dropped: it has no real server here.
                string dropped = FirewallWords.Name(FirewallSet.Dropped, family, protocol);
                text.AppendLine($"    {key} @{dropped} meta mark & {MarkMask} != 0x{FirstMark:x8} drop");
            }
        );
        text.AppendLine("  }");
    }

    private static void WritePostrouting(StringBuilder text, FirewallLayout layout)
    {
        text.AppendLine("  chain virtual_postrouting {").AppendLine("    type nat hook postrouting priority srcnat; policy accept;");
        text.AppendLine("    ct direction reply return");
        ForEach(
            (family, protocol) =>
            {
                string header = FirewallWords.Header(family);
                string original = $"meta l4proto {FirewallWords.Word(protocol)} ct original {header} daddr . ct original proto-dst";
                string cluster =
                    layout.IsAll ? string.Empty
                    : layout.HasPods(family) ? $"{header} saddr != @{FirewallWords.Name(FirewallSet.Pods, family, default)} "
                    : $"{header} saddr @{FirewallWords.Name(FirewallSet.Address, family, default)} ";
                text.AppendLine($"    {Destination(family, protocol)} . {header} saddr @{Name(FirewallSet.Hairpin)} {Masquerade}");
                text.AppendLine($"    {original} @{Name(FirewallSet.Cluster)} {cluster}{Masquerade}");
                text.AppendLine($"    {original} @{Name(FirewallSet.External)} {Masquerade}");
                text.AppendLine(
                    $"    {original} @{Name(FirewallSet.Balancer)} {original} != @{Name(FirewallSet.BalancerLocal)} {Masquerade}"
                );
                text.AppendLine(
                    $"    {original} @{Name(FirewallSet.NodePort)} {original} != @{Name(FirewallSet.NodePortLocal)} {Masquerade}"
                );
                foreach (
                    FirewallSet local in (FirewallSet[])[FirewallSet.ExternalLocal, FirewallSet.BalancerLocal, FirewallSet.NodePortLocal]
                )
                {
                    // A process of the node may have the virtual address itself as its source.
                    text.AppendLine($"    {original} @{Name(local)} fib saddr type local {Masquerade}");
                }

                string Name(FirewallSet set) => FirewallWords.Name(set, family, protocol);
            }
        );
        text.AppendLine("  }");
    }

    private const string Masquerade = "masquerade fully-random";

    private static string Destination(AddressFamily family, IpvsProtocol protocol) =>
        $"{FirewallWords.Header(family)} daddr . {FirewallWords.Word(protocol)} dport";

    private static string Shortcut(AddressFamily family, IpvsProtocol protocol) =>
        $"{Destination(family, protocol)} map @{FirewallWords.Name(FirewallSet.ShortCircuit, family, protocol)}";

    private static void ForEach(Action<AddressFamily, IpvsProtocol> write)
    {
        foreach (AddressFamily family in FirewallWords.Families)
        {
            foreach (IpvsProtocol protocol in FirewallWords.Protocols)
            {
                write(family, protocol);
            }
        }
    }
}
