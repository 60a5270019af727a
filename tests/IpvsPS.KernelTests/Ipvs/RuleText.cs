using System.Globalization;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>A service or a real server as someone would type it, for ipvsadm and for the cmdlets; what is the default is left
/// out.</summary>
internal static class RuleText
{
    public static string Ipvsadm(IpvsService service) =>
        Join(
            $"-A {IpvsadmName(service.FirewallMark, service.AddressFamily, service.Protocol, service.VirtualAddress, service.VirtualPort)} "
                + $"-s {service.Scheduler}",
            service.SchedulerFlag is { Length: > 0 } flags ? $"-b {string.Join(',', flags)}" : null,
            service.PersistenceTimeout is { } timeout ? $"-p {timeout.TotalSeconds} -M {Netmask(service)}" : null,
            service.PersistenceEngine is { } engine ? $"--pe {engine}" : null,
            service.OnePacket == true ? "-o" : null
        );

    public static string Ipvsadm(IpvsRealServer server) =>
        Join(
            $"-a {IpvsadmName(server.FirewallMark, server.AddressFamily, server.Protocol, server.VirtualAddress, server.VirtualPort)} "
                + $"-r {server}",
            server.ForwardingMethod switch
            {
                IpvsForwardingMethod.Masquerade => "-m",
                IpvsForwardingMethod.Tunnel => "-i",
                _ => "-g",
            },
            $"-w {server.Weight} -x {server.UpperThreshold} -y {server.LowerThreshold}",
            server.TunnelType is { } type and not IpvsTunnelType.Ipip ? $"--tun-type {Lower(type)}" : null,
            server.TunnelPort is { } port ? $"--tun-port {port}" : null,
            server.TunnelChecksum switch
            {
                IpvsTunnelChecksum.Checksum => "--tun-csum",
                IpvsTunnelChecksum.Remote => "--tun-remcsum",
                _ => null,
            }
        );

    public static string Cmdlet(IpvsService service) =>
        Join(
            "New-IpvsService",
            CmdletName(service.FirewallMark, service.AddressFamily, service.Protocol, service.VirtualAddress, service.VirtualPort),
            service.Scheduler != "wlc" ? $"-Scheduler {service.Scheduler}" : null,
            service.SchedulerFlag is { Length: > 0 } flags ? $"-SchedulerFlag {string.Join(", ", flags)}" : null,
            service.PersistenceTimeout is { } timeout
                ? $"-PersistenceTimeout {timeout.TotalSeconds} -PersistencePrefixLength {service.PersistencePrefixLength}"
                : null,
            service.PersistenceEngine is { } engine ? $"-PersistenceEngine {engine}" : null,
            service.OnePacket == true ? "-OnePacket" : null
        );

    public static string Cmdlet(IpvsRealServer server) =>
        Join(
            $"Add-IpvsRealServer {server}",
            CmdletName(server.FirewallMark, server.AddressFamily, server.Protocol, server.VirtualAddress, server.VirtualPort),
            server.ForwardingMethod != IpvsForwardingMethod.DirectRoute ? $"-ForwardingMethod {server.ForwardingMethod}" : null,
            server.Weight != 1 ? $"-Weight {server.Weight}" : null,
            server.UpperThreshold != 0 ? $"-UpperThreshold {server.UpperThreshold}" : null,
            server.LowerThreshold != 0 ? $"-LowerThreshold {server.LowerThreshold}" : null,
            server.TunnelType is { } type and not IpvsTunnelType.Ipip ? $"-TunnelType {type}" : null,
            server.TunnelPort is { } port ? $"-TunnelPort {port}" : null,
            server.TunnelChecksum is { } checksum and not IpvsTunnelChecksum.None ? $"-TunnelChecksum {checksum}" : null
        );

    private static string IpvsadmName(
        uint? mark,
        AddressFamily? family,
        IpvsProtocol? protocol,
        System.Net.IPAddress? address,
        int? port
    ) =>
        mark is not null
            ? $"-f {mark}{(family == AddressFamily.IPv6 ? " -6" : string.Empty)}"
            : $"--{Lower(protocol!)}-service {new InetEndpoint(address!, port)}";

    private static string CmdletName(uint? mark, AddressFamily? family, IpvsProtocol? protocol, System.Net.IPAddress? address, int? port) =>
        mark is not null
            ? $"-FirewallMark {mark}{(family == AddressFamily.IPv6 ? " -AddressFamily IPv6" : string.Empty)}"
            : $"-VirtualAddress {new InetEndpoint(address!, port)}"
                + $"{(protocol == IpvsProtocol.Tcp ? string.Empty : $" -Protocol {protocol}")}";

    private static string Netmask(IpvsService service)
    {
        int length = service.PersistencePrefixLength!.Value;
        uint mask = uint.MaxValue << (32 - length);
        return service.AddressFamily == AddressFamily.IPv6
            ? length.ToString(CultureInfo.InvariantCulture)
            : string.Join('.', mask >> 24, mask >> 16 & 255, mask >> 8 & 255, mask & 255);
    }

    private static string Lower(object value) => value.ToString()!.ToLowerInvariant();

    private static string Join(params string?[] words) => string.Join(' ', words.Where(word => word is not null));
}
