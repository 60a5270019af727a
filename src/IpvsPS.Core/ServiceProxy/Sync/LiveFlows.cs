using IpvsPS.Drain;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.ServiceProxy.Sync;

/// <summary>
/// Which real servers of UDP services have had a packet of late. UDP has no end: its connections count by their packets, and are read
/// from the connection table when the first is asked for.
/// </summary>
internal sealed class LiveFlows(Func<IpvsConnectionTable> open, Func<IpvsTimeout> timeouts)
{
    private HashSet<RealServerId>? _live;

    /// <summary>Whether the connections of a real server count.</summary>
    public bool Counts(RealServerId server) => server.Service.Protocol != (ushort)IpvsProtocol.Udp || (_live ??= Read()).Contains(server);

    private HashSet<RealServerId> Read()
    {
        HashSet<RealServerId> live = [];
        var ages = new ConnectionAge(timeouts());
        using IpvsConnectionTable table = open();
        foreach (IpvsConnection connection in table.Read())
        {
            if (connection.Protocol == IpvsProtocol.Udp && ages.Of(connection) is { } age && age <= DrainWaitOptions.QuietTime)
            {
                live.Add(new RealServerId(connection.ServiceId, connection.Server, (ushort)connection.Port));
            }
        }

        return live;
    }
}
