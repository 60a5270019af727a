namespace IpvsPS.Objects;

/// <summary>What Repair-IpvsService has changed for a finding, and how to take it back.</summary>
public sealed class IpvsRepair
{
    /// <summary>The rule's id.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>What was changed: a sysctl, a link, a virtual address.</summary>
    public string Target { get; set; } = string.Empty;

    /// <summary>How it was before.</summary>
    public string Former { get; set; } = string.Empty;

    /// <summary>How it is now.</summary>
    public string Now { get; set; } = string.Empty;

    /// <summary>The command that takes it back.</summary>
    public string Undo { get; set; } = string.Empty;

    /// <summary>The network namespace; empty for the home namespace.</summary>
    public string NetNamespace { get; set; } = string.Empty;

    /// <summary>The change in a line.</summary>
    /// <returns><c>D001 net.ipv4.ip_forward: 0 -&gt; 1</c>.</returns>
    public override string ToString() => $"{Id} {Target}: {Former} -> {Now}";
}
