using IpvsPS.Ipvs;

namespace IpvsPS.Diagnosis;

/// <summary>A service with its real servers and its counters, as they were listed. Of counters that were not read none is known.</summary>
/// <param name="Service">The service.</param>
/// <param name="RealServers">Its real servers.</param>
public sealed record ServiceFacts(IpvsService Service, IReadOnlyList<RealServer> RealServers)
{
    /// <summary>Which service it is.</summary>
    public IpvsServiceId Id => Service.Id;

    /// <summary>Packets from clients since the service was made or its counters were reset; null where they were not read.</summary>
    public ulong? IncomingPackets { get; init; }

    /// <summary>Packets from clients a second, as the kernel averages the last half minute; null where they were not read.</summary>
    public ulong? IncomingPacketsPerSecond { get; init; }

    /// <summary>Packets to clients that passed the director; null where they were not read.</summary>
    public ulong? OutgoingPackets { get; init; }

    /// <summary>Whether packets of the service are known by an address, so that the address must be this host's.</summary>
    public bool HasAddress => !Id.IsFirewallMark;

    /// <summary>Whether it is of TCP.</summary>
    public bool IsTcp => Id.Protocol == (ushort)IpvsProtocol.Tcp;

    /// <summary>The real servers that have one of the methods, each by its place.</summary>
    /// <param name="methods">The methods.</param>
    public IEnumerable<RealServer> With(params IpvsForwardingMethod[] methods) =>
        RealServers.Where(server => Array.IndexOf(methods, server.ForwardingMethod) >= 0);
}

/// <summary>The entries of the connection table that lead to one real server of a service.</summary>
public sealed class ConnectionCount
{
    /// <summary>How many different clients are remembered of a real server; the rules need examples and no full list.</summary>
    private const int MostClients = 200;

    private readonly HashSet<InetAddress> _clients = [];

    /// <summary>Entries whose client has not finished the handshake, and has sent nothing for 2 seconds or more.</summary>
    public int HalfOpen { get; private set; }

    /// <summary>Entries in any other state, templates of persistence left out.</summary>
    public int Others { get; private set; }

    /// <summary>Templates of persistence: one for each client, or for each network of clients.</summary>
    public int Templates { get; private set; }

    /// <summary>Entries of whatever state and age, templates of persistence left out.</summary>
    public int Entries { get; private set; }

    /// <summary>Entries whose client is the real server itself.</summary>
    public int FromItself { get; private set; }

    /// <summary>Clients of the entries, some of them where there are many.</summary>
    public IReadOnlyCollection<InetAddress> Clients => _clients;

    /// <summary>Entries that say something: finished handshakes, and half-open ones without a packet for 2 seconds.</summary>
    public int Connections => HalfOpen + Others;

    /// <summary>Adds an entry.</summary>
    /// <param name="connection">The entry.</param>
    /// <param name="halfOpenLifetime">How long the kernel keeps a half-open connection after a packet.</param>
    public void Add(IpvsConnection connection, TimeSpan halfOpenLifetime)
    {
        if (connection.IsTemplate)
        {
            Templates++;
            return;
        }

        Entries++;
        bool isHalfOpen = connection.State == "SYN_RECV";
        bool isQuiet = connection.ExpiresIn <= halfOpenLifetime - TimeSpan.FromSeconds(2);
        HalfOpen += isHalfOpen && isQuiet ? 1 : 0;
        Others += isHalfOpen ? 0 : 1;
        FromItself += connection.Client == connection.Server ? 1 : 0;
        if (_clients.Count < MostClients)
        {
            _clients.Add(connection.Client);
        }
    }
}
