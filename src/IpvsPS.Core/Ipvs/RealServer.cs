namespace IpvsPS.Ipvs;

/// <summary>
/// A real server without its service, as the kernel's <c>struct ip_vs_dest_user_kern</c>: address, port, settings, and
/// the counts of its connections. A value, so that tables of tens of thousands are arrays; the small fields stand
/// together, which makes them a quarter smaller.
/// </summary>
public struct RealServer
{
    /// <summary>Makes a real server with the defaults of ipvsadm: DirectRoute, weight 1. The port is in host order.</summary>
    public RealServer(InetAddress address, ushort port)
    {
        Address = address;
        Port = port;
        ForwardingMethod = IpvsForwardingMethod.DirectRoute;
        Weight = 1;
    }

    /// <summary>The real server's address.</summary>
    public InetAddress Address;

    /// <summary>How packets reach it.</summary>
    public IpvsForwardingMethod ForwardingMethod;

    /// <summary>The encapsulation with Tunnel; else null.</summary>
    public IpvsTunnelType? TunnelType;

    /// <summary>The checksum of a GUE or GRE tunnel; else null.</summary>
    public IpvsTunnelChecksum? TunnelChecksum;

    /// <summary>Whether it was read from /proc, which has no thresholds, no details of tunnels and no persistence entries.</summary>
    public bool IsPartial;

    /// <summary>Whether it is suspended: <see cref="Weight"/> is then the one it had before, and the kernel's is 0.</summary>
    public bool IsSuspended;

    /// <summary>Host order.</summary>
    public ushort Port;

    /// <summary>Host order.</summary>
    public ushort? TunnelPort;

    /// <summary>Its share of new connections, 0 to 2147483647; 0 takes none.</summary>
    public int Weight;

    /// <summary>No new connections from this many on; 0 for no limit.</summary>
    public uint UpperThreshold;

    /// <summary>New connections again below this many; 0 for three quarters of the upper threshold.</summary>
    public uint LowerThreshold;

    /// <summary>Connections in the established state.</summary>
    public uint ActiveConnections;

    /// <summary>Connections in every other state.</summary>
    public uint InactiveConnections;

    /// <summary>Persistence entries of clients that stay with it.</summary>
    public uint PersistentConnections;

    /// <summary>Whether packets reach it by a tunnel whose kind was not read.</summary>
    internal readonly bool HasUnknownTunnel => IsPartial && ForwardingMethod == IpvsForwardingMethod.Tunnel;

    /// <summary>The weight that the kernel has or is to have.</summary>
    public readonly int KernelWeight => IsSuspended ? 0 : Weight;

    /// <summary>
    /// Whether it has as many connections as its upper threshold allows, persistence entries apart (<c>ip_vs_bind_dest</c>): the kernel
    /// gives it no new ones. It stays so until fewer are left than the lower threshold; netlink does not tell.
    /// </summary>
    public readonly bool IsOverloaded => UpperThreshold > 0 && (ulong)ActiveConnections + InactiveConnections >= UpperThreshold;

    /// <summary>The order of <c>ipvsadm -Ln</c>: by address, then by port.</summary>
    public static int CompareEndpoints(in RealServer left, in RealServer right)
    {
        int byAddress = left.Address.CompareTo(right.Address);
        return byAddress != 0 ? byAddress : left.Port.CompareTo(right.Port);
    }

    /// <summary>Sorts by address, then by port; what is in that order already costs no more than to see it.</summary>
    public static void Sort(Span<RealServer> realServers)
    {
        for (int i = 1; i < realServers.Length; i++)
        {
            if (CompareEndpoints(realServers[i - 1], realServers[i]) > 0)
            {
                realServers.Sort((left, right) => CompareEndpoints(left, right));
                return;
            }
        }
    }

    /// <summary>Whether setting one and setting the other sends the same, weights apart.</summary>
    public static bool HaveSameSettingsButWeight(in RealServer left, in RealServer right) =>
        left.ForwardingMethod == right.ForwardingMethod
        && left.UpperThreshold == right.UpperThreshold
        && left.LowerThreshold == right.LowerThreshold
        && (left.ForwardingMethod != IpvsForwardingMethod.Tunnel || Tunnel(left) == Tunnel(right));

    /// <summary>Whether setting one and setting the other sends the same.</summary>
    public static bool HaveSameSettings(in RealServer left, in RealServer right) =>
        left.KernelWeight == right.KernelWeight && HaveSameSettingsButWeight(left, right);

    /// <summary>The address and port: <c>172.17.0.3:80</c> or <c>[2001:db8::3]:80</c>.</summary>
    public override readonly string ToString() => new InetEndpoint(Address.ToIPAddress(), Port).ToString();

    private static (IpvsTunnelType, int, IpvsTunnelChecksum) Tunnel(in RealServer realServer) =>
        (realServer.TunnelType ?? IpvsTunnelType.Ipip, realServer.TunnelPort ?? 0, realServer.TunnelChecksum ?? IpvsTunnelChecksum.None);
}
