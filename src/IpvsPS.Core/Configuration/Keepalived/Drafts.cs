namespace IpvsPS.Configuration.Keepalived;

/// <summary>How packets reach a real server, with the settings of a tunnel.</summary>
internal readonly record struct Forwarding(
    IpvsForwardingMethod Method,
    IpvsTunnelType TunnelType = IpvsTunnelType.Ipip,
    ushort TunnelPort = 0,
    IpvsTunnelChecksum Checksum = IpvsTunnelChecksum.None
);

/// <summary>What checks take over from the blocks around them; null where nothing is said.</summary>
internal sealed class CheckDefaults
{
    public TimeSpan? ConnectTimeout { get; set; }

    public TimeSpan? DelayLoop { get; set; }

    public TimeSpan? DelayBeforeRetry { get; set; }

    public long? Retry { get; set; }

    public bool? Alpha { get; set; }

    public string? VirtualHost { get; set; }
}

/// <summary>One line of a virtual_server_group: a range of addresses with a port, or a firewall mark.</summary>
internal sealed record GroupEntry(LinePosition Position)
{
    public InetAddress First { get; init; }

    public InetAddress Last { get; init; }

    public ushort Port { get; init; }

    /// <summary>Null where the entry is a range.</summary>
    public uint? FirewallMark { get; init; }

    public AddressFamily? MarkFamily { get; init; }
}

/// <summary>A virtual_server_group.</summary>
internal sealed class GroupDraft(string name, LinePosition position)
{
    public string Name { get; } = name;

    public LinePosition Position { get; } = position;

    public List<GroupEntry> Ranges { get; } = [];

    public List<GroupEntry> Marks { get; } = [];

    public bool HasIPv4 { get; set; }

    public bool HasIPv6 { get; set; }

    public bool HasMarkWithoutFamily { get; set; }
}

/// <summary>A real_server or a sorry_server.</summary>
internal sealed class RealServerDraft(InetAddress address, ushort port, LinePosition position)
{
    public InetAddress Address { get; } = address;

    public ushort Port { get; set; } = port;

    public LinePosition Position { get; } = position;

    /// <summary>Null where neither it nor the virtual_server before it says.</summary>
    public Forwarding? Forwarding { get; set; }

    public int? Weight { get; set; }

    public uint UpperThreshold { get; set; }

    public uint LowerThreshold { get; set; }

    public bool? Inhibit { get; set; }

    public CheckDefaults Defaults { get; } = new();

    public List<CheckerDraft> Checkers { get; } = [];
}

/// <summary>A virtual_server.</summary>
internal sealed class VirtualServerDraft(string name, LinePosition position)
{
    /// <summary>As it stands in the file: <c>10.0.0.1 80</c>, <c>fwmark 5</c>, <c>group web</c>.</summary>
    public string Name { get; } = name;

    public LinePosition Position { get; } = position;

    public string? Group { get; init; }

    /// <summary>0 where an address names it.</summary>
    public uint FirewallMark { get; init; }

    public InetAddress Address { get; init; }

    public ushort Port { get; init; }

    public AddressFamily? Family { get; set; }

    /// <summary>Null where none is named.</summary>
    public IpvsProtocol? Protocol { get; set; }

    /// <summary>Empty where none is named.</summary>
    public string Scheduler { get; set; } = string.Empty;

    /// <summary>IP_VS_SVC_F_*, without persistence.</summary>
    public uint Flags { get; set; }

    public Forwarding? Forwarding { get; set; }

    /// <summary>Seconds; 0 without persistence.</summary>
    public uint PersistenceTimeout { get; set; }

    /// <summary>Null for one client each.</summary>
    public int? PersistencePrefixLength { get; set; }

    public string? PersistenceEngine { get; set; }

    public int Weight { get; set; } = 1;

    public uint Quorum { get; set; } = 1;

    public uint Hysteresis { get; set; }

    public bool Inhibit { get; set; }

    public CheckDefaults Defaults { get; } =
        new()
        {
            ConnectTimeout = TimeSpan.FromSeconds(5),
            DelayLoop = TimeSpan.FromSeconds(60),
            Alpha = false,
        };

    public List<RealServerDraft> Servers { get; } = [];

    public RealServerDraft? SorryServer { get; set; }
}
