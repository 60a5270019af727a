using System.Globalization;
using IpvsPS.Ipvs;

namespace IpvsPS.Configuration;

/// <summary>
/// Writes what <c>ipvsadm -Sn</c> writes, and the thresholds, which <c>ipvsadm -R</c> reads though <c>-Sn</c> leaves
/// them out. The format has no timeouts, sync daemons or settings.
/// </summary>
internal static class IpvsadmWriter
{
    public static void Write(ConfigurationTable table, TextWriter writer)
    {
        foreach (ServiceEntry entry in table.Services)
        {
            string name = Name(entry.Id);
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"-A {name} -s {entry.Service.Scheduler}{Options(entry.Service)}\n"));
            foreach (ref readonly RealServer server in entry.RealServers.AsSpan())
            {
                WriteServer(writer, name, server);
            }
        }
    }

    private static void WriteServer(TextWriter writer, string service, in RealServer server)
    {
        writer.Write("-a ");
        writer.Write(service);
        writer.Write(" -r ");
        writer.WriteEndpoint(server.Address, server.Port);
        writer.Write(Method(server.ForwardingMethod));
        writer.Write(" -w ");
        writer.WriteNumber(server.Weight);
        writer.Write(Options(server));
        writer.Write('\n');
    }

    private static string Name(IpvsServiceId id) =>
        id switch
        {
            { IsFirewallMark: true } => id.Family == AddressFamily.IPv6 ? $"-f {id.FirewallMark} -6" : $"-f {id.FirewallMark}",
            _ => $"{ProtocolOption((IpvsProtocol)id.Protocol)} {new InetEndpoint(id.Address.ToIPAddress(), id.Port)}",
        };

    private static string ProtocolOption(IpvsProtocol protocol) =>
        protocol switch
        {
            IpvsProtocol.Udp => "-u",
            IpvsProtocol.Sctp => "--sctp-service",
            _ => "-t",
        };

    private static string Options(IpvsService service)
    {
        string options = string.Empty;
        if (service.PersistenceTimeout is { } timeout)
        {
            options = string.Create(CultureInfo.InvariantCulture, $" -p {timeout.TotalSeconds:0}");
            if (service.PersistencePrefixLength is { } length && length != service.Id.Address.BitCount)
            {
                options += service.AddressFamily == AddressFamily.IPv6 ? $" -M {length}" : $" -M {IpvsServiceText.IPv4Mask(length)}";
            }

            options += service.PersistenceEngine is { } engine ? $" --pe {engine}" : string.Empty;
        }

        options += service.OnePacket == true ? " -o" : string.Empty;
        return service.SchedulerFlag is { Length: > 0 } flags ? $"{options} -b {string.Join(',', flags)}" : options;
    }

    private static string Method(IpvsForwardingMethod method) =>
        method switch
        {
            IpvsForwardingMethod.Masquerade => " -m",
            IpvsForwardingMethod.Tunnel => " -i",
            _ => " -g",
        };

    private static string Options(in RealServer server)
    {
        string options = server.UpperThreshold == 0 ? string.Empty : $" -x {server.UpperThreshold} -y {server.LowerThreshold}";
        return server.ForwardingMethod != IpvsForwardingMethod.Tunnel
            ? options
            : options
                + (server.TunnelType ?? IpvsTunnelType.Ipip) switch
                {
                    IpvsTunnelType.Gue => $" --tun-type gue --tun-port {server.TunnelPort} {Checksum(server)}",
                    IpvsTunnelType.Gre => $" --tun-type gre {Checksum(server)}",
                    _ => " --tun-type ipip",
                };
    }

    private static string Checksum(in RealServer server) =>
        server.TunnelChecksum switch
        {
            IpvsTunnelChecksum.Checksum => "--tun-csum",
            IpvsTunnelChecksum.Remote => "--tun-remcsum",
            _ => "--tun-nocsum",
        };
}
