using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>The check of a service for which none is given.</summary>
public static class HealthDefaults
{
    private const ushort DnsPort = 53;

    /// <summary>
    /// Tcp for TCP; Dns for UDP on port 53 and Udp on others; Icmp where nothing of the server can be asked: for SCTP, and for
    /// a real server that has the client's port.
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="port">The real server's port; 0 for the client's.</param>
    /// <returns>The check.</returns>
    public static IpvsHealthCheck CheckFor(IpvsServiceId service, int port)
    {
        IpvsProtocol? protocol = service.ProtocolOrNull;
        return new IpvsHealthCheck
        {
            Kind =
                port == 0 || protocol == IpvsProtocol.Sctp ? IpvsHealthCheckKind.Icmp
                : protocol != IpvsProtocol.Udp ? IpvsHealthCheckKind.Tcp
                : port == DnsPort ? IpvsHealthCheckKind.Dns
                : IpvsHealthCheckKind.Udp,
        };
    }
}
