using IpvsPS.Ipvs;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Metrics;

/// <summary>What all real servers of one address are together, in whichever services they are.</summary>
/// <param name="Counters">What they have counted.</param>
/// <param name="Active">Their established connections.</param>
/// <param name="Inactive">Their connections in any other state.</param>
/// <param name="Weighted">How many of them take new connections.</param>
/// <param name="Suspended">How many are suspended.</param>
/// <param name="Quiescent">How many have the weight 0 otherwise.</param>
internal readonly record struct HostTotal(
    IpvsCounters Counters,
    ulong Active,
    ulong Inactive,
    ulong Weighted,
    ulong Suspended,
    ulong Quiescent
);

/// <summary>
/// The real servers of a table by their addresses. The counters of an address are summed up over the readings: a sum of what is there
/// would go down with each service that is removed, which Prometheus would take for a restart.
/// </summary>
internal sealed class HostTotals
{
    /// <summary>Addresses that have gone are kept until they are more than those that are there, and so many.</summary>
    private const int MostGone = 1000;

    private readonly CounterHistory _history = new(TimeProvider.System);
    private readonly Dictionary<InetAddress, IpvsCounters> _counters = [];
    private readonly SortedDictionary<InetAddress, HostTotal> _present = [];

    /// <summary>The addresses that are in the table, in numeric order.</summary>
    public IEnumerable<KeyValuePair<InetAddress, HostTotal>> Present => _present;

    /// <summary>Takes over a reading of the table.</summary>
    /// <param name="table">The reading.</param>
    /// <param name="isSuspended">Whether the weight of a real server was taken away for a while.</param>
    public void Note(TableReading table, Func<RealServerId, int, bool> isSuspended)
    {
        Begin();
        foreach (ServiceReading service in table.Services)
        {
            foreach (ref readonly CountedRealServer row in table.ServersOf(service))
            {
                Add(RealServerId.Of(service.Service.Id, row.Server), row, isSuspended);
            }
        }

        End();
    }

    internal void Begin()
    {
        _present.Clear();
        _history.Begin();
    }

    internal void End()
    {
        if (_counters.Count > (2 * _present.Count) + MostGone)
        {
            foreach (InetAddress gone in _counters.Keys.Where(address => !_present.ContainsKey(address)))
            {
                _counters.Remove(gone);
            }
        }
    }

    internal void Add(RealServerId id, in CountedRealServer row, Func<RealServerId, int, bool> isSuspended)
    {
        RealServer server = row.Server;
        IpvsCounters counters = _counters.GetValueOrDefault(server.Address) + _history.Note(id, row.Counters, 0).Added;
        _counters[server.Address] = counters;
        HostTotal total = _present.GetValueOrDefault(server.Address);
        bool isTaken = server.Weight == 0 && isSuspended(id, server.Weight);
        _present[server.Address] = new HostTotal(
            counters,
            total.Active + server.ActiveConnections,
            total.Inactive + server.InactiveConnections,
            total.Weighted + (server.Weight > 0 ? 1UL : 0),
            total.Suspended + (isTaken ? 1UL : 0),
            total.Quiescent + (server.Weight == 0 && !isTaken ? 1UL : 0)
        );
    }
}
