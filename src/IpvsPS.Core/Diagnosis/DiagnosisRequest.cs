using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>What is to be looked at.</summary>
public sealed record DiagnosisRequest
{
    /// <summary>Which services; null for all.</summary>
    public Func<IpvsServiceId, bool>? Selects { get; init; }

    /// <summary>The client whose way is looked at; null for any.</summary>
    public InetAddress? Client { get; init; }

    /// <summary>The namespaces of real servers, by the real servers' addresses.</summary>
    public IReadOnlyDictionary<InetAddress, NetNamespace> RealServerNamespaces { get; init; } = new Dictionary<InetAddress, NetNamespace>();

    /// <summary>Whether real servers are connected to, and the network is asked who has the virtual addresses.</summary>
    public bool IsActive { get; init; }

    /// <summary>Whether the kernel's log is read, which takes long where it is full.</summary>
    public bool ReadsLog { get; init; }

    /// <summary>What is known of the other director.</summary>
    public PeerFacts? Peer { get; init; }
}
