using IpvsPS.Ipvs;

namespace IpvsPS.State;

/// <summary>Which real server of which service.</summary>
internal readonly record struct RealServerId(IpvsServiceId Service, InetAddress Address, ushort Port) : IComparable<RealServerId>
{
    public static RealServerId Of(IpvsRealServer server) => new(server.ServiceId, server.InetAddress, server.InetPort);

    public static RealServerId Of(IpvsServiceId service, in RealServer server) => new(service, server.Address, server.Port);

    public int CompareTo(RealServerId other)
    {
        int order = Service.CompareTo(other.Service);
        order = order != 0 ? order : Address.CompareTo(other.Address);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }

    public override string ToString() => $"{Service} -> {new InetEndpoint(Address.ToIPAddress(), Port)}";
}
