using IpvsPS.Ipvs;

namespace IpvsPS.Statistics;

/// <summary>A service of a reading, with the place of its real servers in the reading's list.</summary>
/// <param name="Service">The service.</param>
/// <param name="Counters">Its counters.</param>
/// <param name="FirstServer">Where its real servers begin.</param>
/// <param name="ServerCount">How many they are.</param>
public readonly record struct ServiceReading(IpvsService Service, IpvsCounters Counters, int FirstServer, int ServerCount);

/// <summary>
/// A table with settings, connection counts and counters as it was read last. One is read into again and again: in a large table
/// fresh memory costs more than reading.
/// </summary>
public sealed class TableReading
{
    private readonly List<ServiceReading> _services = [];
    private readonly List<CountedRealServer> _servers = [];
    private readonly List<CountedRealServer> _rows = [];
    private List<CountedService>? _listing;

    /// <summary>The services, in the order of <c>ipvsadm -Ln</c>.</summary>
    public IReadOnlyList<ServiceReading> Services => _services;

    /// <summary>How many real servers were read.</summary>
    public int ServerCount => _servers.Count;

    /// <summary>The real servers of a service, in the order of <c>ipvsadm -Ln</c>; valid until the next reading.</summary>
    /// <param name="service">A service of this reading.</param>
    public ReadOnlySpan<CountedRealServer> ServersOf(in ServiceReading service) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_servers).Slice(service.FirstServer, service.ServerCount);

    /// <summary>Reads the table anew.</summary>
    /// <param name="client">The table.</param>
    /// <param name="isWanted">Which services; null for all.</param>
    /// <param name="cancellation">Ends the reading between two services; the client itself may outlive many readings.</param>
    /// <exception cref="Netlink.NetlinkException">The kernel refused.</exception>
    public void Read(IpvsClient client, Predicate<IpvsServiceId>? isWanted = null, CancellationToken cancellation = default)
    {
        _services.Clear();
        _servers.Clear();
        _listing = client.ListCountedServices(_listing);
        foreach (CountedService counted in _listing)
        {
            if (isWanted is null || isWanted(counted.Service.Id))
            {
                cancellation.ThrowIfCancellationRequested();
                client.ReadCountedServers(counted.Service.Id, _rows);
                _services.Add(new ServiceReading(counted.Service, counted.Counters, _servers.Count, _rows.Count));
                _servers.AddRange(_rows);
            }
        }
    }
}
