using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>Which real server of which service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Address">The real server's address.</param>
/// <param name="Port">The real server's port, host order.</param>
public readonly record struct RealServerId(IpvsServiceId Service, InetAddress Address, ushort Port) : IComparable<RealServerId>
{
    /// <summary>The identity of a real server.</summary>
    public static RealServerId Of(IpvsRealServer server) => new(server.ServiceId, server.InetAddress, server.InetPort);

    /// <summary>The identity of a service's real server.</summary>
    public static RealServerId Of(IpvsServiceId service, in RealServer server) => new(service, server.Address, server.Port);

    /// <summary>The order of <c>ipvsadm -Ln</c>: by service, address and port.</summary>
    public int CompareTo(RealServerId other)
    {
        int order = Service.CompareTo(other.Service);
        order = order != 0 ? order : Address.CompareTo(other.Address);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }

    /// <summary>The service and the real server.</summary>
    /// <returns><c>TCP 10.0.0.1:80 -&gt; 172.17.0.3:80</c>.</returns>
    public override string ToString() => $"{Service} -> {new InetEndpoint(Address.ToIPAddress(), Port)}";
}
