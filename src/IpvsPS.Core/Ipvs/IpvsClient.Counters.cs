namespace IpvsPS.Ipvs;

/// <summary>Settings and counters together, in one listing: for who reads the table again and again.</summary>
public sealed partial class IpvsClient
{
    private RealServerListing<CountedRealServer>? _countedServers;

    /// <summary>Every service with its counters, in the order of <c>ipvsadm -Ln</c>.</summary>
    /// <param name="earlier">
    /// What this method returned the last time; null for the first time. While the table stays as it is, a large one is then read once
    /// and not twice.
    /// </param>
    public List<CountedService> ListCountedServices(List<CountedService>? earlier = null) =>
        ListWhole(
            "list the IPVS services and their counters",
            IpvsMessages.ListServices,
            IpvsStatisticReplies.CountedService,
            (left, right) => left.Service.Id.CompareTo(right.Service.Id),
            earlier
        );

    /// <summary>
    /// Puts the real servers of a service with their counters into a list, in place of what it held, in the order of
    /// <c>ipvsadm -Ln</c>.
    /// </summary>
    /// <param name="id">The service; one that is not there has none.</param>
    /// <param name="rows">The list.</param>
    public void ReadCountedServers(IpvsServiceId id, List<CountedRealServer> rows)
    {
        _countedServers ??= new RealServerListing<CountedRealServer>(
            this,
            IpvsStatisticReplies.TryReadCountedServer,
            (left, right) => RealServer.CompareEndpoints(left.Server, right.Server)
        );
        Read(_countedServers, id, rows);
    }
}
