using IpvsPS.State;

namespace IpvsPS.Objects;

/// <summary>What the monitor of a network namespace knows of a real server, as it last wrote it.</summary>
public sealed class IpvsHealth : ServicePart
{
    private readonly IpvsPS.IpvsRealServer _server;

    /// <summary>Makes an object, to be filled in.</summary>
    public IpvsHealth() => _server = new IpvsPS.IpvsRealServer();

    internal IpvsHealth(HealthTable table, ServiceHealth service, RealServerHealth known, IpvsPS.NetNamespace netns)
    {
        _server = new IpvsPS.IpvsRealServer(known.Server.Service, known.Server.Address, known.Server.Port) { NetNamespace = netns };
        Health = known.Health;
        Since = TimeText.Of(known.Since.UtcDateTime);
        Weight = known.Weight;
        FullWeight = known.FullWeight;
        WantedWeight = known.WantedWeight;
        KeptUp = known.IsKeptUp;
        Suspended = known.IsSuspended;
        LeftAlone = known.IsLeftAlone;
        Removed = known.Removed is not null;
        Outcome = known.Outcome;
        Detail = known.Detail;
        ServiceHasQuorum = service.HasQuorum;
        SorryServerOn = service.IsSorryServerOn;
        ProcessId = table.ProcessId;
        Age = Math.Round(Math.Max(0, (DateTimeOffset.UtcNow - table.Written).TotalSeconds), 1);
    }

    /// <summary>The real server's address.</summary>
    public string RealAddress
    {
        get => _server.Address.ToString();
        set => _server.Address = AddressText.Read(value) ?? throw new FormatException("A real server has an address.");
    }

    /// <summary>The real server's port, 0 to 65535; the client's own port where it is 0.</summary>
    public int RealPort
    {
        get => _server.Port;
        set => _server.Port = value;
    }

    /// <summary>What its checks say.</summary>
    public ServerHealth Health { get; set; }

    /// <summary>Since when they do, in ISO 8601 and UTC.</summary>
    public string Since { get; set; } = string.Empty;

    /// <summary>The weight it had; null where the monitor had removed it.</summary>
    public int? Weight { get; set; }

    /// <summary>Its weight while it is well.</summary>
    public int FullWeight { get; set; }

    /// <summary>The weight that the monitor wants it to have; null where it leaves it alone.</summary>
    public int? WantedWeight { get; set; }

    /// <summary>Whether it is down and stays in, since too few are up.</summary>
    public bool KeptUp { get; set; }

    /// <summary>Whether it is suspended.</summary>
    public bool Suspended { get; set; }

    /// <summary>Whether somebody has set its weight to 0 by hand: the monitor leaves it there.</summary>
    public bool LeftAlone { get; set; }

    /// <summary>Whether the monitor has removed it from the table.</summary>
    public bool Removed { get; set; }

    /// <summary>How the last probe ended; null before it.</summary>
    public string? Outcome { get; set; }

    /// <summary>A sentence about the last probe that did not pass; null where it did.</summary>
    public string? Detail { get; set; }

    /// <summary>Whether the service has quorum.</summary>
    public bool ServiceHasQuorum { get; set; }

    /// <summary>Whether the monitor has put the sorry server in.</summary>
    public bool SorryServerOn { get; set; }

    /// <summary>The monitor's process.</summary>
    public int ProcessId { get; set; }

    /// <summary>How old this is, in seconds: above 30 the monitor does not run any more, or cannot write.</summary>
    public double Age { get; set; }

    private protected override IpvsServiceItem Item => _server;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _server.NetNamespace;
        set => _server.NetNamespace = value;
    }

    /// <summary>The real server and what its checks say.</summary>
    /// <returns><c>172.17.0.3:80 Up</c>.</returns>
    public override string ToString() => $"{_server} {Health}";
}
