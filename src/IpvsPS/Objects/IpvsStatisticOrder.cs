namespace IpvsPS;

/// <summary>What samples are sorted by; the largest first, but for Name.</summary>
public enum IpvsStatisticOrder
{
    /// <summary>The order of <c>ipvsadm -Ln</c>.</summary>
    Name,

    /// <summary>New connections a second.</summary>
    Connections,

    /// <summary>Packets a second, both directions together.</summary>
    Packets,

    /// <summary>Bytes a second, both directions together.</summary>
    Bytes,

    /// <summary>Connections in the established state.</summary>
    Active,

    /// <summary>The weight; of a service the sum of its real servers'.</summary>
    Weight,
}
