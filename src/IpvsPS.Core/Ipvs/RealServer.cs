namespace IpvsPS.Ipvs;

/// <summary>
/// A real server without its service, as the kernel's <c>struct ip_vs_dest_user_kern</c>: address, port, settings, and
/// the counts of its connections. A value, so that tables of tens of thousands are arrays.
/// </summary>
internal struct RealServer
{
    public RealServer(InetAddress address, ushort port)
    {
        Address = address;
        Port = port;
        ForwardingMethod = IpvsForwardingMethod.DirectRoute;
        Weight = 1;
    }

    // The small ones stand together, so that a table of tens of thousands is a quarter smaller.
    public InetAddress Address;
    public IpvsForwardingMethod ForwardingMethod;
    public IpvsTunnelType? TunnelType;
    public IpvsTunnelChecksum? TunnelChecksum;

    /// <summary>Whether it was read from /proc, which has no thresholds, no details of tunnels and no persistence entries.</summary>
    public bool IsPartial;

    /// <summary>Host order.</summary>
    public ushort Port;

    /// <summary>Host order.</summary>
    public ushort? TunnelPort;

    public int Weight;
    public uint UpperThreshold;
    public uint LowerThreshold;
    public uint ActiveConnections;
    public uint InactiveConnections;
    public uint PersistentConnections;

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
        && left.UpperThreshold == right.UpperThreshold && left.LowerThreshold == right.LowerThreshold
        && (left.ForwardingMethod != IpvsForwardingMethod.Tunnel || Tunnel(left) == Tunnel(right));

    public static bool HaveSameSettings(in RealServer left, in RealServer right) =>
        left.Weight == right.Weight && HaveSameSettingsButWeight(left, right);

    public override readonly string ToString() => new InetEndpoint(Address.ToIPAddress(), Port).ToString();

    private static (IpvsTunnelType, int, IpvsTunnelChecksum) Tunnel(in RealServer realServer) => (
        realServer.TunnelType ?? IpvsTunnelType.Ipip, realServer.TunnelPort ?? 0, realServer.TunnelChecksum ?? IpvsTunnelChecksum.None);
}
