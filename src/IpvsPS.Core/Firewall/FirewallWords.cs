using System.Globalization;
using System.Text;

namespace IpvsPS.Firewall;

/// <summary>The names of sets and the text of elements, in the words of <c>nft</c>.</summary>
internal static class FirewallWords
{
    public const string Table = "ipvsps";

    public static readonly IpvsProtocol[] Protocols = [IpvsProtocol.Tcp, IpvsProtocol.Udp, IpvsProtocol.Sctp];

    public static readonly AddressFamily[] Families = [AddressFamily.IPv4, AddressFamily.IPv6];

    /// <summary>Whether a set exists for each protocol.</summary>
    public static bool HasProtocol(FirewallSet set) =>
        set is not (FirewallSet.HealthCheck or FirewallSet.Address or FirewallSet.Pods or FirewallSet.Range);

    /// <summary>Whether a set's elements are ranges.</summary>
    public static bool HasRanges(FirewallSet set) => set is FirewallSet.Pods or FirewallSet.Range or FirewallSet.Allowed;

    public static string Word(IpvsProtocol protocol) =>
        protocol switch
        {
            IpvsProtocol.Tcp => "tcp",
            IpvsProtocol.Udp => "udp",
            IpvsProtocol.Sctp => "sctp",
            _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "IPVS balances TCP, UDP and SCTP."),
        };

    /// <summary>The word for the family's header in expressions.</summary>
    public static string Header(AddressFamily family) => family == AddressFamily.IPv6 ? "ip6" : "ip";

    /// <summary>The name of a set, such as <c>cluster4_tcp</c>.</summary>
    public static string Name(FirewallSet set, AddressFamily family, IpvsProtocol protocol)
    {
        string word = set switch
        {
            FirewallSet.Cluster => "cluster",
            FirewallSet.External => "external",
            FirewallSet.ExternalLocal => "external_local",
            FirewallSet.Balancer => "balancer",
            FirewallSet.BalancerLocal => "balancer_local",
            FirewallSet.Guarded => "guarded",
            FirewallSet.Allowed => "allowed",
            FirewallSet.NodePort => "nodeport",
            FirewallSet.NodePortLocal => "nodeport_local",
            FirewallSet.Hairpin => "hairpin",
            FirewallSet.Dropped => "dropped",
            FirewallSet.ShortCircuit => "shortcut",
            FirewallSet.HealthCheck => "healthcheck",
            FirewallSet.Address => "address",
            FirewallSet.Pods => "pods",
            _ => "range",
        };
        string digit = family == AddressFamily.IPv6 ? "6" : "4";
        return HasProtocol(set) ? $"{word}{digit}_{Word(protocol)}" : word + digit;
    }

    public static string NameOf(FirewallElement element) => Name(element.Set, element.Family, element.Protocol);

    /// <summary>The type of a set's elements.</summary>
    public static string Type(FirewallSet set, AddressFamily family)
    {
        string address = family == AddressFamily.IPv6 ? "ipv6_addr" : "ipv4_addr";
        return set switch
        {
            FirewallSet.Allowed or FirewallSet.Hairpin => $"{address} . inet_service . {address}",
            FirewallSet.ShortCircuit => $"{address} . inet_service : mark",
            FirewallSet.HealthCheck => "inet_service",
            FirewallSet.Address or FirewallSet.Pods or FirewallSet.Range => address,
            _ => $"{address} . inet_service",
        };
    }

    /// <summary>An element as it stands between the braces.</summary>
    /// <param name="text">Where to write it.</param>
    /// <param name="element">The element.</param>
    /// <param name="isKey">Without what a map gives for it, as a removal wants it.</param>
    public static void Write(StringBuilder text, FirewallElement element, bool isKey = false)
    {
        switch (element.Set)
        {
            case FirewallSet.HealthCheck:
                Write(text, element.Port);
                return;
            case FirewallSet.Address:
                text.Append(element.Address);
                return;
            case FirewallSet.Pods or FirewallSet.Range:
                text.Append(element.Address).Append('/');
                Write(text, element.Length);
                return;
        }

        text.Append(element.Address).Append(" . ");
        Write(text, element.Port);
        switch (element.Set)
        {
            case FirewallSet.Allowed:
                text.Append(" . ").Append(element.Source).Append('/');
                Write(text, element.Length);
                break;
            case FirewallSet.Hairpin:
                text.Append(" . ").Append(element.Address);
                break;
            case FirewallSet.ShortCircuit when !isKey:
                text.Append(" : ").Append(CultureInfo.InvariantCulture, $"0x{element.Mark:x8}");
                break;
        }
    }

    private static void Write(StringBuilder text, int number) => text.Append(CultureInfo.InvariantCulture, $"{number}");
}
