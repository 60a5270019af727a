using System.Globalization;
using IpvsPS.Firewall;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>Compares kube-proxy's ipsets with the sets of the table: both as lines of the same words.</summary>
internal static class RecordedSets
{
    /// <summary>The members of kube-proxy's sets, but for those of refused addresses.</summary>
    public static SortedSet<string> Read(IEnumerable<string> lines)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string line in lines.Where(line => line.StartsWith("add ", StringComparison.Ordinal)))
        {
            string[] words = line.Split(' ');
            bool isIPv6 = words[1].StartsWith("KUBE-6-", StringComparison.Ordinal);
            string set = Word(words[1][(isIPv6 ? "KUBE-6-" : "KUBE-").Length..]);
            string[] parts = words[2].Split(',');
            bool isRefused =
                parts.Length > 1
                && IntendedDifferences.IsRefused(parts[0], int.Parse(parts[1].Split(':')[1], CultureInfo.InvariantCulture));
            if (!isRefused && !(set == "ADDRESS" && IntendedDifferences.RefusedAddresses.Contains(parts[0])))
            {
                members.Add($"{set}{(isIPv6 ? 6 : 4)} {string.Join(',', parts.Select(WithLength))}");
            }
        }

        return members;

        string WithLength(string part, int place) =>
            place == 2 && !part.Contains('/') ? part + (part.Contains(':') ? "/128" : "/32") : part;
    }

    /// <summary>The elements of the table in the same words.</summary>
    public static SortedSet<string> Write(IEnumerable<FirewallElement> elements)
    {
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (FirewallElement element in elements)
        {
            string protocol = element.Protocol == default ? string.Empty : FirewallWords.Word(element.Protocol);
            string set = element.Set switch
            {
                FirewallSet.Cluster => "CLUSTER",
                FirewallSet.External => "EXTERNAL",
                FirewallSet.ExternalLocal => "EXTERNAL-LOCAL",
                FirewallSet.Balancer => "BALANCER",
                FirewallSet.BalancerLocal => "BALANCER-LOCAL",
                FirewallSet.Guarded => "GUARDED",
                FirewallSet.Allowed => "ALLOWED",
                FirewallSet.NodePort => $"NODEPORT-{protocol}",
                FirewallSet.NodePortLocal => $"NODEPORT-LOCAL-{protocol}",
                FirewallSet.Hairpin => "HAIRPIN",
                FirewallSet.HealthCheck => "HEALTHCHECK",
                FirewallSet.Address => "ADDRESS",
                _ => throw new InvalidOperationException($"kube-proxy has nothing like {element.Set}"),
            };
            members.Add($"{set}{(element.Family == AddressFamily.IPv6 ? 6 : 4)} {Member(element, protocol)}");
        }

        return members;
    }

    private static string Member(FirewallElement element, string protocol)
    {
        string member = $"{element.Address},{protocol}:{element.Port}";
        return element.Set switch
        {
            FirewallSet.Allowed => $"{member},{element.Source}/{element.Length}",
            FirewallSet.Hairpin => $"{member},{element.Address}/{element.Address.BitCount}",
            FirewallSet.HealthCheck => element.Port.ToString(CultureInfo.InvariantCulture),
            FirewallSet.Address => element.Address.ToString(),

            // kube-proxy's sets of TCP and UDP node ports hold ports without the node's addresses.
            FirewallSet.NodePort or FirewallSet.NodePortLocal when element.Protocol != IpvsProtocol.Sctp => element.Port.ToString(
                CultureInfo.InvariantCulture
            ),
            _ => member,
        };
    }

    private static string Word(string set) =>
        set switch
        {
            "CLUSTER-IP" => "CLUSTER",
            "EXTERNAL-IP" => "EXTERNAL",
            "EXTERNAL-IP-LOCAL" => "EXTERNAL-LOCAL",
            "LOAD-BALANCER" => "BALANCER",
            "LOAD-BALANCER-LOCAL" => "BALANCER-LOCAL",
            "LOAD-BALANCER-FW" => "GUARDED",

            // Set names are cut at 31 characters.
            "LOAD-BALANCER-SOURCE-CIDR" or "LOAD-BALANCER-SOURCE-CID" or "LOAD-BALANCER-SOURCE-IP" => "ALLOWED",
            "NODE-PORT-TCP" => "NODEPORT-tcp",
            "NODE-PORT-UDP" => "NODEPORT-udp",
            "NODE-PORT-SCTP-HASH" => "NODEPORT-sctp",
            "NODE-PORT-LOCAL-TCP" => "NODEPORT-LOCAL-tcp",
            "NODE-PORT-LOCAL-UDP" => "NODEPORT-LOCAL-udp",
            "NODE-PORT-LOCAL-SCTP-HASH" or "NODE-PORT-LOCAL-SCTP-HAS" => "NODEPORT-LOCAL-sctp",
            "LOOP-BACK" => "HAIRPIN",
            "HEALTH-CHECK-NODE-PORT" => "HEALTHCHECK",
            "IPVS-IPS" => "ADDRESS",
            _ => throw new InvalidOperationException($"The set {set} is not known."),
        };
}
