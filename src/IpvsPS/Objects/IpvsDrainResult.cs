using IpvsPS.Drain;

namespace IpvsPS.Objects;

/// <summary>What has become of a real server that was waited for. It names the real server, so that it can be piped on.</summary>
public sealed class IpvsDrainResult : ServicePart
{
    private readonly IpvsPS.IpvsRealServer _server;

    /// <summary>Makes a result, to be filled in.</summary>
    public IpvsDrainResult() => _server = new IpvsPS.IpvsRealServer();

    internal IpvsDrainResult(IpvsPS.IpvsRealServer server, DrainStatus status)
    {
        _server = server;
        Drained = status.State == DrainState.Drained;
        TimedOut = status.State == DrainState.TimedOut;
        ActiveConnections = status.ActiveConnections;
        InactiveConnections = status.InactiveConnections;
        PersistentConnections = status.PersistentConnections;
        IdleConnections = status.IdleConnections;
        OldestIdle = status.OldestIdle?.TotalSeconds;
        Elapsed = Math.Round(status.Elapsed.TotalSeconds, 1);
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

    /// <summary>Whether no connection was left that counts.</summary>
    public bool Drained { get; set; }

    /// <summary>Whether the time was over before that.</summary>
    public bool TimedOut { get; set; }

    /// <summary>Connections in the established state that were left.</summary>
    public uint ActiveConnections { get; set; }

    /// <summary>Connections in every other state that were left, and UDP flows.</summary>
    public uint InactiveConnections { get; set; }

    /// <summary>Persistence entries that were left.</summary>
    public uint PersistentConnections { get; set; }

    /// <summary>Connections that were left out because they were idle; null where none were to be left out.</summary>
    public int? IdleConnections { get; set; }

    /// <summary>How long the stillest connection had had no packet, in seconds; null where there was none or nobody looked.</summary>
    public double? OldestIdle { get; set; }

    /// <summary>How long was waited, in seconds.</summary>
    public double Elapsed { get; set; }

    private protected override IpvsServiceItem Item => _server;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _server.NetNamespace;
        set => _server.NetNamespace = value;
    }

    /// <summary>The real server, and whether it has drained.</summary>
    /// <returns><c>172.17.0.3:80 drained after 4.5 s</c>.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{_server} {(Drained ? "drained" : "not drained")} after {Elapsed} s");
}
