using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Diagnosis;

/// <summary>What may be missing of the facts, where it could not be read.</summary>
public enum FactKind
{
    /// <summary>The connection table: /proc/net/ip_vs_conn.</summary>
    Connections,

    /// <summary>Sysctls: /proc/sys.</summary>
    Sysctls,

    /// <summary>The packet filter of nftables, or of the programs of iptables on it.</summary>
    NfTables,

    /// <summary>The packet filter of legacy iptables.</summary>
    LegacyTables,

    /// <summary>Listening sockets: /proc/net/tcp and its like.</summary>
    Listeners,

    /// <summary>The network namespace of a real server.</summary>
    RealServerNamespace,

    /// <summary>The kernel's log: /dev/kmsg.</summary>
    KernelLog,

    /// <summary>What the drivers of links do in the kernel's stead.</summary>
    Offloads,

    /// <summary>Who answers for virtual addresses in the network.</summary>
    Answers,

    /// <summary>The way through a service to a real server.</summary>
    DataPath,

    /// <summary>Sockets below TCP and UDP: /proc/net/packet and /proc/net/raw.</summary>
    RawSockets,

    /// <summary>Which links' packets filters of traffic control see.</summary>
    TrafficControl,

    /// <summary>
    /// What IPVS tells only to those who may change it, and /proc/net/ip_vs to nobody: counters, sync daemons, the size of the
    /// connection table, thresholds, persistence entries, scheduler flags, and the details of tunnels.
    /// </summary>
    IpvsDetails,
}

/// <summary>A fact that could not be read; the rules that need it find nothing.</summary>
/// <param name="Kind">Which.</param>
/// <param name="RealServer">The real server whose namespace it is about; null for the director's.</param>
/// <param name="Reason">What the operating system said.</param>
public sealed record UnreadFact(FactKind Kind, InetAddress? RealServer, Exception Reason);

/// <summary>The network namespace of a real server, and what its virtual addresses need there.</summary>
/// <param name="Host">The namespace.</param>
/// <param name="Items">The needs of direct routing and tunnels, of every virtual address that the real server serves so.</param>
public sealed record RealServerFacts(HostFacts Host, IReadOnlyList<IpvsDirectRoutingItem> Items)
{
    /// <summary>Its packet filter's chains; null where they could not be read.</summary>
    public IReadOnlyList<FilterChain>? Filter { get; init; }

    /// <summary>Services of the director that this host has too, and sends on to real servers that are not itself.</summary>
    public IReadOnlySet<IpvsServiceId> SentOn { get; init; } = new HashSet<IpvsServiceId>();
}

/// <summary>The other director of a pair, as its own commands tell.</summary>
/// <param name="Daemons">Its sync daemons.</param>
/// <param name="Services">Its services; null where they were not given.</param>
/// <param name="RealServers">Its real servers; null where they were not given.</param>
public sealed record PeerFacts(
    IReadOnlyList<IpvsSyncDaemon> Daemons,
    IReadOnlySet<IpvsServiceId>? Services,
    IReadOnlySet<RealServerId>? RealServers
)
{
    /// <summary>The number of entries of its connection table; null where they were not given.</summary>
    public int? Connections { get; init; }
}

/// <summary>Everything that the rules look at, read once.</summary>
public sealed record DiagnosisFacts
{
    /// <summary>Whether the kernel has no IPVS; nothing else is known then.</summary>
    public bool IsIpvsMissing { get; init; }

    /// <summary>The running kernel's version.</summary>
    public Version KernelVersion { get; init; } = new(6, 1);

    /// <summary>The services that are asked about.</summary>
    public IReadOnlyList<ServiceFacts> Services { get; init; } = [];

    /// <summary>The director's namespace.</summary>
    public HostFacts Director { get; init; } = new();

    /// <summary>Its sync daemons; null where they were not read.</summary>
    public IReadOnlyList<IpvsSyncDaemon>? Daemons { get; init; } = [];

    /// <summary>Its sync daemons, as far as they are known.</summary>
    internal IReadOnlyList<IpvsSyncDaemon> KnownDaemons => Daemons ?? [];

    /// <summary>Whether the director takes connections over from another one, as far as that is known.</summary>
    internal bool HasBackupDaemon => KnownDaemons.Any(daemon => daemon.State == IpvsSyncState.Backup);

    /// <summary>
    /// Whether the director may stand by, without its virtual addresses: it takes connections over from another one, or speaks VRRP.
    /// A backup daemon that was not read has a socket, which everybody sees.
    /// </summary>
    internal bool MayStandBy => HasBackupDaemon || Director.RawSockets.HasVrrp || (Daemons is null && MayHaveBackupDaemon);

    private bool MayHaveBackupDaemon =>
        Director.Listeners.Any(listener => listener.IsOfGroup)
        || Unread.Any(fact => fact is { Kind: FactKind.Listeners, RealServer: null });

    /// <summary>Whether all of the director's packet filter was read: what is not in it is not there.</summary>
    internal bool IsFilterRead =>
        Filter is not null && !Unread.Any(fact => fact is { Kind: FactKind.NfTables or FactKind.LegacyTables, RealServer: null });

    /// <summary>The number of buckets of the connection table; 0 where it is not known.</summary>
    public int ConnectionTableSize { get; init; }

    /// <summary>The entries of the connection table, by service and real server; null where they could not be read.</summary>
    public IReadOnlyDictionary<RealServerId, ConnectionCount>? Connections { get; init; }

    /// <summary>The number of entries of the connection table, those of other services among them.</summary>
    public long ConnectionEntries { get; init; }

    /// <summary>The packet filter's chains; null where they could not be read.</summary>
    public IReadOnlyList<FilterChain>? Filter { get; init; }

    /// <summary>
    /// Indexes of the director's links whose packets filters of traffic control may mark; null where they were not read, as without
    /// a service of a firewall mark.
    /// </summary>
    public IReadOnlySet<int>? ClassifiedLinks { get; init; }

    /// <summary>The client whose way is looked at; null for any.</summary>
    public InetAddress? Client { get; init; }

    /// <summary>Whether the connection table has an entry of the client; null without a client, or where the table was not read.</summary>
    public bool? IsClientSeen { get; init; }

    /// <summary>The namespaces of real servers that were given, by their address.</summary>
    public IReadOnlyDictionary<InetAddress, RealServerFacts> RealServerHosts { get; init; } =
        new Dictionary<InetAddress, RealServerFacts>();

    /// <summary>Packets to each real server, and what became of an attempt to connect to it; null unless that was asked for.</summary>
    public IReadOnlyDictionary<InetEndpoint, Errno>? Probes { get; init; }

    /// <summary>How connections through IPVS to real servers of DirectRoute and Tunnel ended; null unless that was asked for.</summary>
    public IReadOnlyDictionary<RealServerId, ProbeOutcome>? DataPaths { get; init; }

    /// <summary>Hosts that have answered for virtual addresses; null unless that was asked for.</summary>
    public IReadOnlyList<VirtualAddressAnswer>? Answers { get; init; }

    /// <summary>The packets from clients of each service some seconds later; null unless probes were asked for.</summary>
    public IReadOnlyDictionary<IpvsServiceId, ulong>? IncomingLater { get; init; }

    /// <summary>The director's neighbours after the probes, which have asked for them anew; null unless probes were asked for.</summary>
    public IReadOnlyList<NetLinkNeighbor>? NeighborsLater { get; init; }

    /// <summary>The last minutes of the kernel's log; null unless that was asked for.</summary>
    public IReadOnlyList<KernelLogLine>? Log { get; init; }

    /// <summary>The other director; null where it was not given.</summary>
    public PeerFacts? Peer { get; init; }

    /// <summary>The client, where it is of a family; else null.</summary>
    /// <param name="family">The family.</param>
    public InetAddress? ClientOf(AddressFamily family) => Client is { } client && client.Family == family ? client : null;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<UnreadFact> Unread { get; init; } = [];
}
