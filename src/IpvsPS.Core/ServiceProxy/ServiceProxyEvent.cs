using System.Text;

namespace IpvsPS.ServiceProxy;

/// <summary>What a service proxy has to say of an object; it goes on with the rest.</summary>
public enum ServiceProxyEventCode
{
    /// <summary>The input is not JSON; the value is what the reader says.</summary>
    JsonInvalid,

    /// <summary>The object is of a kind that no proxy reads; the value is the kind.</summary>
    KindUnknown,

    /// <summary>The object is of a version that is not read; the value is the version.</summary>
    VersionUnknown,

    /// <summary>A field has a value that it cannot have; the object is left as it was.</summary>
    FieldInvalid,

    /// <summary>A single entry of a list cannot be what it is to be; the entry is left out and the rest is used.</summary>
    EntryInvalid,

    /// <summary>A virtual address is an address of a node.</summary>
    AddressOfNode,

    /// <summary>A virtual address is in a range of pods.</summary>
    AddressOfPods,

    /// <summary>A virtual address is one that was reserved, as the API server's is.</summary>
    AddressReserved,

    /// <summary>A virtual address is none that clients can connect to: multicast, loopback, link-local or zero.</summary>
    AddressUnusable,

    /// <summary>An older service has the same address, port and protocol; the value is that service.</summary>
    ServiceClash,

    /// <summary>A service that is not the proxy's own has the same address, port and protocol and differs.</summary>
    ForeignService,

    /// <summary>The service needs the packet filter, which is off.</summary>
    FilterNeeded,

    /// <summary>A service range holds an address of a node, or overlaps a network of the machine or pods where it is to be
    /// routed.</summary>
    RangeOfNode,

    /// <summary>The node's own Node object is not among the objects: there is no zone and no primary address.</summary>
    NodeUnknown,

    /// <summary>A health check port of 0 where the service needs one.</summary>
    HealthCheckPortMissing,

    /// <summary>A chain of somebody else drops by default what passes INPUT, FORWARD or OUTPUT: what the proxy accepts can end there. The
    /// object is the chain, the field its hook.</summary>
    ForeignDrop,

    /// <summary>Whether tables of others drop could not be read: the field is <c>legacy iptables</c>, which has some, or <c>nftables</c>;
    /// the value is the program that is missing, or what was said.</summary>
    ForeignUnread,

    /// <summary>The proxy has no table of the packet filter. Where nobody else has a rule that needs connection tracking, it ends with
    /// kube-proxy's last one, and with it the connections that kube-proxy has masqueraded.</summary>
    TrackingMayEnd,

    /// <summary>A health check port could not be opened; the value is the port and why.</summary>
    HealthCheckPortTaken,

    /// <summary>This machine has none of the addresses of the node that it is said to be; the object is the node, the value its
    /// addresses.</summary>
    NodeElsewhere,
}

/// <summary>Something of an object that a service proxy does not do, and why.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Object">The object: its kind, namespace and name, such as <c>Service shop/web</c>; empty for the whole input.</param>
/// <param name="Field">The field as Kubernetes writes it, such as <c>spec.externalIPs[1]</c>; empty where it is about no field.</param>
/// <param name="Value">The value that is wrong, shortened and without control characters; empty where there is none.</param>
public sealed record ServiceProxyEvent(ServiceProxyEventCode Code, string Object, string Field, string Value)
{
    private const int LongestValue = 80;

    /// <summary>What the field takes instead, such as <c>a whole number from 1 to 65535</c>; empty where the code says it all.</summary>
    public string Takes { get; init; } = string.Empty;

    /// <summary>A value as it may be shown on a terminal: what comes from a cluster can hold anything.</summary>
    public static string Show(string? value) => Show(value, LongestValue);

    /// <summary>A text as it may be shown on a terminal, such as what a server says.</summary>
    /// <param name="value">The text.</param>
    /// <param name="longest">Of a longer one so many characters are shown.</param>
    public static string Show(string? value, int longest)
    {
        value ??= "null";
        string head = value.Length > longest ? value[..longest] + "…" : value;
        var text = new StringBuilder(head.Length);
        foreach (char letter in head)
        {
            text.Append(
                char.IsControl(letter)
                || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.Format
                || char.IsSurrogate(letter)
                    ? '?'
                    : letter
            );
        }

        return text.ToString();
    }
}
