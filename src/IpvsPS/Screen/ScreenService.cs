using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Screen;

/// <summary>A real server as it was read last.</summary>
internal sealed class ScreenServer
{
    /// <summary>Its settings and connections.</summary>
    public RealServer Server { get; set; }

    /// <summary>Its counters.</summary>
    public ScreenCounter Counter { get; } = new();

    /// <summary>Its suspension; null where it is not suspended.</summary>
    public Suspension? Suspension { get; set; }

    /// <summary>What a monitor knows of it; null where none does.</summary>
    public RealServerHealth? Health { get; set; }

    /// <summary>Whether its checks say that it does not answer.</summary>
    public bool IsDown => Health?.Health == ServerHealth.Down;

    /// <summary>Whether it is suspended.</summary>
    public bool IsSuspended => Suspension is not null;

    /// <summary>Whether it gets new connections.</summary>
    public bool IsTaking => Server is { Weight: > 0, IsOverloaded: false };
}

/// <summary>A service as it was read last.</summary>
internal sealed class ScreenService(IpvsServiceId id, string netns)
{
    private List<ScreenServer> _servers = [];

    /// <summary>Which service.</summary>
    public IpvsServiceId Id { get; } = id;

    /// <summary>Its network namespace, in words; empty for the home namespace.</summary>
    public string NetNamespace { get; } = netns;

    /// <summary>Its settings.</summary>
    public IpvsService Service { get; set; } = new(id);

    /// <summary>The Kubernetes service port that it is of; null where none is known.</summary>
    public ServicePortName? Kubernetes { get; set; }

    /// <summary>What it is called: the service, and its Kubernetes names where there are some.</summary>
    public string Name => Kubernetes is null ? Service.ToString() : $"{Service} {Kubernetes}";

    /// <summary>Its counters.</summary>
    public ScreenCounter Counter { get; } = new();

    /// <summary>Whether its real servers have been read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>The number of the reading of the table that it was in last.</summary>
    public int Reading { get; set; }

    /// <summary>The number of the reading of the table at which its real servers were read last.</summary>
    public int ServerReading { get; private set; } = -1;

    /// <summary>Its real servers, in the order of <c>ipvsadm -Ln</c>.</summary>
    public IReadOnlyList<ScreenServer> Servers => _servers;

    /// <summary>The sum of their weights.</summary>
    public long Weight { get; private set; }

    /// <summary>Their established connections.</summary>
    public long Active { get; private set; }

    /// <summary>Their other connections.</summary>
    public long Inactive { get; private set; }

    /// <summary>Clients that persistence ties to them.</summary>
    public long Persistent { get; private set; }

    /// <summary>The sum of their recent rates of connections.</summary>
    public double RecentSum { get; private set; }

    /// <summary>How many get new connections.</summary>
    public int Taking { get; private set; }

    /// <summary>How many are down.</summary>
    public int Down { get; private set; }

    /// <summary>How many are suspended.</summary>
    public int Suspended { get; private set; }

    /// <summary>How many are overloaded.</summary>
    public int Overloaded { get; private set; }

    /// <summary>Takes over a reading of its real servers.</summary>
    /// <param name="rows">The reading, in order.</param>
    /// <param name="reading">The number of the reading of the table.</param>
    /// <param name="now">When it was made, by the monotonic clock.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="find">What is remembered of a real server.</param>
    public void TakeServers(
        List<CountedRealServer> rows,
        int reading,
        long now,
        TimeProvider clock,
        Func<RealServerId, int, (Suspension? Suspension, RealServerHealth? Health)> find
    )
    {
        var servers = new List<ScreenServer>(rows.Count);
        int former = 0;
        foreach (CountedRealServer row in rows)
        {
            ScreenServer server = Former(row.Server, ref former) ?? new ScreenServer();
            server.Server = row.Server;
            server.Counter.Note(row.Counters, now, clock);
            (server.Suspension, server.Health) = find(RealServerId.Of(Id, row.Server), row.Server.Weight);
            servers.Add(server);
        }

        _servers = servers;
        IsRead = true;
        ServerReading = reading;
        Sum();
    }

    /// <summary>The same real server of the last reading; both are in order.</summary>
    private ScreenServer? Former(in RealServer wanted, ref int place)
    {
        for (; place < _servers.Count; place++)
        {
            int order = RealServer.CompareEndpoints(_servers[place].Server, wanted);
            if (order >= 0)
            {
                return order == 0 ? _servers[place++] : null;
            }
        }

        return null;
    }

    private void Sum()
    {
        (Weight, Active, Inactive, Persistent, RecentSum) = (0, 0, 0, 0, 0);
        (Taking, Down, Suspended, Overloaded) = (0, 0, 0, 0);
        foreach (ScreenServer server in _servers)
        {
            Weight += server.Server.Weight;
            Active += server.Server.ActiveConnections;
            Inactive += server.Server.InactiveConnections;
            Persistent += server.Server.PersistentConnections;
            RecentSum += server.Counter.RecentSum;
            Taking += server.IsTaking ? 1 : 0;
            Down += server.IsDown ? 1 : 0;
            Suspended += server.IsSuspended ? 1 : 0;
            Overloaded += server.Server.IsOverloaded ? 1 : 0;
        }
    }
}
