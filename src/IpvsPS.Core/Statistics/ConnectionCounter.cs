using IpvsPS.Ipvs;

namespace IpvsPS.Statistics;

/// <summary>What connections are counted by.</summary>
public enum ConnectionGroup
{
    /// <summary>The client's address, all of its ports together.</summary>
    ClientAddress,

    /// <summary>The real server's address and port, of every service.</summary>
    RealServer,

    /// <summary>The service that the client asked for.</summary>
    Service,

    /// <summary>The kernel's word for the state.</summary>
    State,
}

/// <summary>A group of connections and how many they are.</summary>
/// <param name="Sample">One of them, which has what the group has in common.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Established">How many of them are in the state ESTABLISHED.</param>
public readonly record struct ConnectionShare(IpvsConnection Sample, long Count, long Established);

/// <summary>
/// Counts connections as they are read, so that a table of millions is never held: it keeps one entry a group. Templates of
/// persistence are no connections and are left out.
/// </summary>
/// <param name="group">What they are counted by.</param>
public sealed class ConnectionCounter(ConnectionGroup group)
{
    private const string EstablishedState = "ESTABLISHED";

    private readonly Dictionary<Key, Tally> _groups = [];

    /// <summary>How many were counted.</summary>
    public long Total { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add(IpvsConnection connection)
    {
        if (connection.IsTemplate)
        {
            return;
        }

        Total++;
        Key key = KeyOf(connection);
        if (!_groups.TryGetValue(key, out Tally? tally))
        {
            _groups.Add(key, tally = new Tally(connection));
        }

        tally.Count++;
        tally.Established += connection.State == EstablishedState ? 1 : 0;
    }

    /// <summary>The groups with the most connections, the largest first; equal ones in the order of their addresses.</summary>
    /// <param name="count">How many at most.</param>
    public IEnumerable<ConnectionShare> Largest(int count) =>
        _groups
            .OrderByDescending(entry => entry.Value.Count)
            .ThenBy(entry => entry.Key)
            .Take(count)
            .Select(entry => new ConnectionShare(entry.Value.Sample, entry.Value.Count, entry.Value.Established));

    private Key KeyOf(IpvsConnection connection) =>
        group switch
        {
            ConnectionGroup.ClientAddress => new Key(default, connection.Client, 0, string.Empty),
            ConnectionGroup.RealServer => new Key(default, connection.Server, connection.Port, string.Empty),
            ConnectionGroup.Service => new Key(connection.ServiceId, default, 0, string.Empty),
            _ => new Key(default, default, 0, connection.State),
        };

    private readonly record struct Key(IpvsServiceId Service, InetAddress Address, int Port, string State) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            int order = Service.CompareTo(other.Service);
            order = order != 0 ? order : Address.CompareTo(other.Address);
            order = order != 0 ? order : Port.CompareTo(other.Port);
            return order != 0 ? order : string.CompareOrdinal(State, other.State);
        }
    }

    private sealed class Tally(IpvsConnection sample)
    {
        public IpvsConnection Sample { get; } = sample;

        public long Count { get; set; }

        public long Established { get; set; }
    }
}
