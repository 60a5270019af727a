using IpvsPS.Objects;

namespace IpvsPS.Commands;

/// <summary>Which samples of a reading are written, and in which order.</summary>
/// <param name="order">What they are sorted by.</param>
/// <param name="top">How many services, or real servers where they alone are watched; null for all.</param>
/// <param name="isChangedOnly">Whether those without a change are left out.</param>
internal sealed class SampleSelection(IpvsStatisticOrder order, int? top, bool isChangedOnly)
{
    /// <summary>The samples to write. A service is followed by its real servers, in the same order among themselves.</summary>
    public IpvsStatisticSample[] Select(IEnumerable<IpvsStatisticSample[]> groups)
    {
        IEnumerable<IpvsStatisticSample[]> wanted = isChangedOnly ? groups.Where(group => group.Any(sample => sample.IsChanged)) : groups;
        if (order != IpvsStatisticOrder.Name)
        {
            wanted = wanted.OrderByDescending(group => Key(group[0]));
        }

        return [.. (top is { } count ? wanted.Take(count) : wanted).SelectMany(Members)];
    }

    private IEnumerable<IpvsStatisticSample> Members(IpvsStatisticSample[] group)
    {
        IEnumerable<IpvsStatisticSample> servers = group.Skip(1);
        servers = isChangedOnly ? servers.Where(sample => sample.IsChanged) : servers;
        servers = order == IpvsStatisticOrder.Name ? servers : servers.OrderByDescending(Key);
        return isChangedOnly && !group[0].IsChanged ? servers : servers.Prepend(group[0]);
    }

    private double Key(IpvsStatisticSample sample) =>
        order switch
        {
            IpvsStatisticOrder.Connections => sample.ConnectionsPerSecond,
            IpvsStatisticOrder.Packets => sample.IncomingPacketsPerSecond + sample.OutgoingPacketsPerSecond,
            IpvsStatisticOrder.Bytes => sample.IncomingBytesPerSecond + sample.OutgoingBytesPerSecond,
            IpvsStatisticOrder.Active => sample.ActiveConnections,
            _ => sample.Weight,
        };
}
