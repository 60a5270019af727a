using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Drain;

/// <summary>What the connection table says of one real server's connections.</summary>
internal sealed class ConnectionCount
{
    /// <summary>Connections that are established or being opened, and UDP flows.</summary>
    public int Flowing { get; private set; }

    /// <summary>Those of them whose last packet is as long ago as is asked for, or longer.</summary>
    public int Idle { get; private set; }

    /// <summary>How long ago the last packet of the stillest one was; zero without one.</summary>
    public TimeSpan OldestIdle { get; private set; }

    /// <summary>Connections that are established or being opened and not idle: the kernel counts both as active since 4.8.</summary>
    public int LiveConnections { get; private set; }

    /// <summary>UDP flows that are not still.</summary>
    public int LiveFlows { get; private set; }

    /// <summary>Connections that are being closed and had a packet a moment ago.</summary>
    public int Closing { get; private set; }

    /// <summary>Takes a connection into account.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="age">How long ago its last packet was.</param>
    /// <param name="limits">From when on it is idle, still, settled.</param>
    public void Add(IpvsConnection connection, TimeSpan age, DrainWaitOptions limits)
    {
        if (connection.State is not ("ESTABLISHED" or "SYN_RECV" or "SYN_SENT" or "UDP"))
        {
            Closing += age <= DrainWaitOptions.SettleTime ? 1 : 0;
            return;
        }

        Flowing++;
        OldestIdle = age > OldestIdle ? age : OldestIdle;
        bool isIdle = limits.IgnoreIdle is { } idle && age >= idle;
        Idle += isIdle ? 1 : 0;
        if (connection.State == "UDP")
        {
            LiveFlows += !isIdle && (limits.IgnoreIdle is not null || age <= DrainWaitOptions.QuietTime) ? 1 : 0;
        }
        else
        {
            LiveConnections += isIdle ? 0 : 1;
        }
    }

    /// <summary>Counts the connections of real servers in one pass through the table.</summary>
    public static Dictionary<RealServerId, ConnectionCount> Read(
        IpvsConnectionTable table,
        ConnectionAge ages,
        IReadOnlyCollection<RealServerId> servers,
        DrainWaitOptions limits
    )
    {
        var counts = servers.ToDictionary(server => server, _ => new ConnectionCount());
        ILookup<InetAddress, RealServerId> byAddress = servers.ToLookup(server => server.Address);
        foreach (IpvsConnection connection in table.Read())
        {
            foreach (RealServerId server in byAddress[connection.Server])
            {
                if (Belongs(connection, server) && ages.Of(connection) is { } age)
                {
                    counts[server].Add(connection, age, limits);
                }
            }
        }

        return counts;
    }

    /// <summary>
    /// Whether a connection is one of a service's to a real server. The table names no firewall mark: there, every connection
    /// to the real server is taken for one.
    /// </summary>
    private static bool Belongs(IpvsConnection connection, RealServerId server)
    {
        bool isServer = server.Port == 0 || connection.Port == server.Port;
        IpvsServiceId to = connection.ServiceId;
        IpvsServiceId service = server.Service;
        return isServer
            && (
                service.IsFirewallMark
                || (to.Protocol == service.Protocol && to.Address == service.Address && (service.Port == 0 || to.Port == service.Port))
            );
    }
}
