using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>What one rule has found: no words, only what words are made of.</summary>
public sealed record DiagnosisFinding
{
    /// <summary>The rule's id, such as <c>D001</c>; see <see cref="DiagnosisCatalog"/>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// What the cure changes: a sysctl (<c>net.ipv4.ip_forward</c>), a link, a virtual address, or what is wrong of a service
    /// (<c>RealPort</c>).
    /// </summary>
    public required string Field { get; init; }

    /// <summary>What the rule's words are made of, in the order that the rule's documentation gives.</summary>
    public IReadOnlyList<object?> Values { get; init; } = [];

    /// <summary>The service that it is about; null where it is about all of them or none.</summary>
    public IpvsServiceId? Service { get; init; }

    /// <summary>The real server that it is about; null where it is about none in particular.</summary>
    public InetEndpoint? RealServer { get; init; }

    /// <summary>How sure it is, where that is less than the rule's own; null for the rule's.</summary>
    public IpvsFindingConfidence? Confidence { get; init; }

    /// <summary>The network namespace that the fault, and its cure, is in.</summary>
    public NetNamespace? NetNamespace { get; init; }
}
