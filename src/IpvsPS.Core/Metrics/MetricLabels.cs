using System.Globalization;
using System.Text;
using IpvsPS.Ipvs;

namespace IpvsPS.Metrics;

/// <summary>The labels that name services, written out once for all of a service's samples and kept for the next time.</summary>
internal sealed class MetricLabels
{
    private readonly Dictionary<IpvsServiceId, byte[]> _texts = [];
    private readonly string _prefix;

    /// <param name="netns">The namespace's label; null where there is one namespace only.</param>
    public MetricLabels(string? netns)
    {
        _prefix = netns is null ? string.Empty : $"netns=\"{Escape(netns)}\"";
        Namespace = Encoding.UTF8.GetBytes(_prefix);
    }

    /// <summary>The label of the namespace; empty where there is one only.</summary>
    public byte[] Namespace { get; }

    /// <summary>The labels of a service, that of its namespace included.</summary>
    public byte[] Of(IpvsServiceId service)
    {
        if (!_texts.TryGetValue(service, out byte[]? text))
        {
            _texts.Add(service, text = Encoding.UTF8.GetBytes((_prefix.Length > 0 ? _prefix + "," : string.Empty) + Name(service)));
        }

        return text;
    }

    /// <summary>Forgets the services, where many have come and gone.</summary>
    /// <param name="present">How many there are.</param>
    public void Trim(int present)
    {
        if (_texts.Count > 2 * (present + 1000))
        {
            _texts.Clear();
        }
    }

    /// <summary>A label's value with what must not stand in it escaped, which is the same in both formats.</summary>
    public static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    /// <summary>The protocol as ipvsadm writes it; a number where it is none of those.</summary>
    public static string Protocol(IpvsServiceId id) =>
        (IpvsProtocol)id.Protocol switch
        {
            IpvsProtocol.Tcp => "TCP",
            IpvsProtocol.Udp => "UDP",
            IpvsProtocol.Sctp => "SCTP",
            _ => id.Protocol.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>A firewall mark has no address that would tell its family, and both families may have the same mark.</summary>
    private static string Name(IpvsServiceId id) =>
        id.IsFirewallMark
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"firewall_mark=\"{id.FirewallMark}\",address_family=\"{(id.Family == AddressFamily.IPv6 ? "ipv6" : "ipv4")}\""
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"protocol=\"{Protocol(id)}\",virtual_address=\"{id.Address}\",virtual_port=\"{id.Port}\""
            );
}
