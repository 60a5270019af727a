using IpvsPS.State;

namespace IpvsPS.Objects;

/// <summary>
/// A real server as the cmdlets write it: its service's identity, its own address and port, its settings and its connection
/// counts, as text and numbers.
/// </summary>
public sealed class IpvsRealServer : ServicePart
{
    private readonly IpvsPS.IpvsRealServer _server;
    private bool _hasFullWeight;
    private int? _fullWeight;

    /// <summary>Makes a real server with the defaults of ipvsadm, to be filled in.</summary>
    public IpvsRealServer()
        : this(new IpvsPS.IpvsRealServer()) { }

    internal IpvsRealServer(IpvsPS.IpvsRealServer server) => _server = server;

    /// <summary>The service as the service lines of <c>ipvsadm -Ln</c> show it; lists are grouped by it.</summary>
    public string? Service
    {
        get => _server.Service;
        set => _server.Service = value;
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

    /// <summary>How packets reach it.</summary>
    public IpvsForwardingMethod ForwardingMethod
    {
        get => _server.ForwardingMethod;
        set => _server.ForwardingMethod = value;
    }

    /// <summary>
    /// Its share of new connections, 0 to 2147483647. 0 takes no new ones, except from clients that persistence keeps with it
    /// until the setting expire_quiescent_template is on, and keeps those it has.
    /// </summary>
    public int Weight
    {
        get => _server.Weight;
        set => _server.Weight = value;
    }

    /// <summary>
    /// Whether Suspend-IpvsRealServer has taken its weight away for a while; then FullWeight is the one it had. A weight of 0
    /// that somebody set is not one that is remembered.
    /// </summary>
    public bool Suspended { get; set; }

    /// <summary>
    /// The weight it has when it is neither suspended nor on its way there or back; null where it had the weight 0 already
    /// when it was suspended.
    /// </summary>
    public int? FullWeight
    {
        get => _hasFullWeight ? _fullWeight : Weight;
        set => (_hasFullWeight, _fullWeight) = (true, value);
    }

    /// <summary>Since when it is suspended, in ISO 8601 and UTC; null where it is not.</summary>
    public string? SuspendedSince { get; set; }

    /// <summary>Who suspended it; null where it is not suspended.</summary>
    public string? SuspendedBy { get; set; }

    /// <summary>Why it was suspended; null where it is not, and where no reason was given.</summary>
    public string? SuspendReason { get; set; }

    /// <summary>
    /// What the monitor of the network namespace knows of it: Up, Down or Unknown; null where none has watched it.
    /// Get-IpvsHealth knows more, and how old that is.
    /// </summary>
    public ServerHealth? Health { get; set; }

    /// <summary>No new connections from this many on; 0 for no limit, null where it was read without privilege and is not known.</summary>
    public uint? UpperThreshold
    {
        get => _server.UpperThreshold;
        set => _server.UpperThreshold = value;
    }

    /// <summary>
    /// New connections again below this many; 0 for three quarters of the upper threshold, null where it was read without
    /// privilege and is not known.
    /// </summary>
    public uint? LowerThreshold
    {
        get => _server.LowerThreshold;
        set => _server.LowerThreshold = value;
    }

    /// <summary>The encapsulation, where the forwarding method is Tunnel; else null, and where it was read without privilege.</summary>
    public IpvsTunnelType? TunnelType
    {
        get => _server.TunnelType;
        set => _server.TunnelType = value;
    }

    /// <summary>The UDP port of a GUE tunnel, 1 to 65535; else null.</summary>
    public int? TunnelPort
    {
        get => _server.TunnelPort;
        set => _server.TunnelPort = value;
    }

    /// <summary>The checksum of a GUE or GRE tunnel; else null.</summary>
    public IpvsTunnelChecksum? TunnelChecksum
    {
        get => _server.TunnelChecksum;
        set => _server.TunnelChecksum = value;
    }

    /// <summary>Connections in the established state.</summary>
    public uint ActiveConnections
    {
        get => _server.ActiveConnections;
        set => _server.ActiveConnections = value;
    }

    /// <summary>Connections in every other state.</summary>
    public uint InactiveConnections
    {
        get => _server.InactiveConnections;
        set => _server.InactiveConnections = value;
    }

    /// <summary>Persistence entries of clients that stay with it; null where it was read without privilege and they are not
    /// known.</summary>
    public uint? PersistentConnections
    {
        get => _server.PersistentConnections;
        set => _server.PersistentConnections = value;
    }

    /// <summary>What is remembered of it; null where nothing is.</summary>
    internal Suspension? Suspension
    {
        init
        {
            if (value is null)
            {
                return;
            }

            FullWeight = value.FullWeight;
            Suspended = value.Phase == SuspensionPhase.Suspended;
            SuspendedSince = TimeText.Of(value.Since.UtcDateTime);
            SuspendedBy = value.By;
            SuspendReason = value.Reason;
        }
    }

    private protected override IpvsServiceItem Item => _server;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _server.NetNamespace;
        set => _server.NetNamespace = value;
    }

    /// <summary>The object of a real server in a configuration, whose weight is the full one where it is suspended.</summary>
    internal static IpvsRealServer OfConfiguration(IpvsPS.IpvsRealServer server)
    {
        if (!server.Suspended)
        {
            return new(server);
        }

        IpvsPS.IpvsRealServer now = Copy(server);
        now.Weight = 0;
        return new(now) { Suspended = true, FullWeight = server.Weight };
    }

    /// <summary>The value for a configuration: where it is suspended its weight is the full one.</summary>
    internal IpvsPS.IpvsRealServer ToConfiguration()
    {
        if (!Suspended)
        {
            return _server;
        }

        IpvsPS.IpvsRealServer server = Copy(_server);
        server.Weight = FullWeight ?? 0;
        server.Suspended = true;
        return server;
    }

    private static IpvsPS.IpvsRealServer Copy(IpvsPS.IpvsRealServer server) =>
        new(server.ServiceId, server.InetAddress, server.InetPort)
        {
            Service = server.Service,
            NetNamespace = server.NetNamespace,
            ForwardingMethod = server.ForwardingMethod,
            Weight = server.Weight,
            UpperThreshold = server.UpperThreshold,
            LowerThreshold = server.LowerThreshold,
            TunnelType = server.TunnelType,
            TunnelPort = server.TunnelPort,
            TunnelChecksum = server.TunnelChecksum,
            ActiveConnections = server.ActiveConnections,
            InactiveConnections = server.InactiveConnections,
            PersistentConnections = server.PersistentConnections,
        };

    /// <summary>Gives the value of IpvsPS.Core, as configurations hold it.</summary>
    /// <param name="server">The object.</param>
    public static implicit operator IpvsPS.IpvsRealServer(IpvsRealServer server) => server._server;

    /// <summary>The address and port.</summary>
    /// <returns><c>172.17.0.3:80</c> or <c>[2001:db8::3]:80</c>.</returns>
    public override string ToString() => _server.ToString();
}
