using System.Text;

namespace IpvsPS.Ipvs;

/// <summary>A value that cannot be what its user means: which field, a stable id, and what to write instead.</summary>
public readonly record struct IpvsViolation(string Id, string Field, string Message);

/// <summary>
/// What a service and a real server must keep to. It covers what the kernel refuses with a bare error number, and
/// what it silently accepts and then bends or ignores.
/// </summary>
public static class IpvsRules
{
    /// <summary>Scheduler names: IP_VS_SCHEDNAME_MAXLEN less the final NUL.</summary>
    private const int MaxSchedulerName = 15;

    /// <summary>IP_VS_PENAME_MAXLEN.</summary>
    private const int MaxEngineName = 16;

    /// <summary>ipvsadm's limit, 31 days; the kernel multiplies by HZ in 32 bits, which wraps at 49 days with HZ 1000.</summary>
    private const int MaxPersistenceSeconds = 31 * 24 * 60 * 60;

    /// <summary>The first rule that a service breaks, or null.</summary>
    public static IpvsViolation? Check(IpvsService service) =>
        CheckIdentity(service) ?? CheckNames(service) ?? CheckPersistence(service) ?? CheckFlags(service);

    /// <summary>The first rule that a real server breaks, or null.</summary>
    public static IpvsViolation? Check(IpvsRealServer server) => Check(server.ServiceId, server.RealServer);

    /// <summary>The first rule that a real server breaks, or null.</summary>
    public static IpvsViolation? Check(IpvsServiceId service, in RealServer server) =>
        CheckAddress(service, server) ?? CheckPort(service, server) ?? CheckNumbers(server) ?? CheckTunnel(server);

    private static IpvsViolation? CheckIdentity(IpvsService service)
    {
        IpvsServiceId id = service.Id;
        if (!id.IsFirewallMark && !Enum.IsDefined((IpvsProtocol)id.Protocol))
        {
            return new("IpvsProtocolInvalid", "Protocol", $"IPVS balances Tcp, Udp and Sctp, not protocol {id.Protocol}.");
        }

        if (!id.IsFirewallMark && id.Address == InetAddress.Zero(id.Family))
        {
            return new("IpvsVirtualAddressInvalid", "VirtualAddress", $"{id.Address} is no address that clients can connect to.");
        }

        return !id.IsFirewallMark && id.Port == 0 && service.PersistenceTimeout is null
            ? new("IpvsPortMissing", "VirtualPort",
                $"port 0 means every port and needs -PersistenceTimeout. Give a port, as in {new InetEndpoint(id.Address.ToIPAddress(), 80)}.")
            : null;
    }

    private static IpvsViolation? CheckNames(IpvsService service)
    {
        if (!IsName(service.Scheduler, MaxSchedulerName))
        {
            return new("IpvsSchedulerInvalid", "Scheduler", $"a scheduler's name has 1 to {MaxSchedulerName} characters and no NUL, such as wlc, rr or sh.");
        }

        return service.PersistenceEngine is { } engine && !IsName(engine, MaxEngineName)
            ? new("IpvsPersistenceEngineInvalid", "PersistenceEngine", $"a persistence engine's name has 1 to {MaxEngineName} characters and no NUL, such as sip.")
            : null;
    }

    /// <summary>The kernel would read a name up to a NUL, and take rr where something else was given.</summary>
    private static bool IsName(string text, int longest) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= longest && !text.Contains('\0');

    private static IpvsViolation? CheckPersistence(IpvsService service)
    {
        if (service.PersistenceTimeout is not { } timeout)
        {
            return service.PersistencePrefixLength is not null
                ? new("IpvsPersistenceTimeoutMissing", "PersistencePrefixLength", "a persistence prefix length needs -PersistenceTimeout.")
                : service.PersistenceEngine is not null
                ? new("IpvsPersistenceTimeoutMissing", "PersistenceEngine", "a persistence engine needs -PersistenceTimeout.")
                : null;
        }

        if (timeout.TotalSeconds is < 1 or > MaxPersistenceSeconds || timeout.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            return new("IpvsPersistenceTimeoutInvalid", "PersistenceTimeout",
                $"a persistence timeout is 1 to {MaxPersistenceSeconds} whole seconds (31 days), not {timeout}.");
        }

        int longest = service.Id.Address.BitCount;
        return service.PersistencePrefixLength is { } length && (length < 1 || length > longest)
            ? new("IpvsPersistencePrefixLengthInvalid", "PersistencePrefixLength",
                $"a persistence prefix length is 1 to {longest} for {service.AddressFamily}, not {length}.")
            : null;
    }

    private static IpvsViolation? CheckFlags(IpvsService service)
    {
        foreach (string flag in service.SchedulerFlag ?? [])
        {
            bool isKnown = IpvsFlags.SchedulerBit(flag) != 0;
            if (!isKnown || !IpvsFlags.IsFlagOf(service.Scheduler, flag))
            {
                return new("IpvsSchedulerFlagInvalid", "SchedulerFlag", isKnown
                    ? $"the flag {flag} is not one of the scheduler {service.Scheduler}."
                    : $"'{flag}' is no scheduler flag: they are {string.Join(", ", IpvsFlags.SchedulerFlagNames)}.");
            }
        }

        return service.OnePacket == true && !service.Id.IsFirewallMark && service.Protocol != IpvsProtocol.Udp
            ? new("IpvsOnePacketInvalid", "OnePacket", "one-packet scheduling is for Udp services and firewall marks.")
            : null;
    }

    private static IpvsViolation? CheckAddress(IpvsServiceId service, in RealServer server)
    {
        if (!server.Address.IsHost)
        {
            return new("IpvsRealServerAddressInvalid", "Address",
                $"{server.Address} is not the address of a host: IPVS takes no multicast, broadcast, zero or IPv6 link-local address.");
        }

        return server.Address.Family != service.Family && server.ForwardingMethod != IpvsForwardingMethod.Tunnel
            ? new("IpvsRealServerFamilyMismatch", "Address",
                $"{server.Address} is not {service.Family} as its service is: only -ForwardingMethod Tunnel crosses address families.")
            : null;
    }

    private static IpvsViolation? CheckPort(IpvsServiceId service, in RealServer server)
    {
        if (server.ForwardingMethod is not (IpvsForwardingMethod.Masquerade or IpvsForwardingMethod.Tunnel or IpvsForwardingMethod.DirectRoute))
        {
            return new("IpvsForwardingMethodInvalid", "ForwardingMethod",
                $"{server.ForwardingMethod} is no forwarding method that can be set: use Masquerade, DirectRoute or Tunnel.");
        }

        bool mustKeepPort = server.ForwardingMethod != IpvsForwardingMethod.Masquerade && !service.IsFirewallMark;
        return mustKeepPort && server.Port != service.Port
            ? new("IpvsRealServerPortMismatch", "Port",
                $"port {server.Port} differs from the service's port {service.Port}: {server.ForwardingMethod} leaves ports as they are; only -ForwardingMethod Masquerade changes them.")
            : null;
    }

    private static IpvsViolation? CheckNumbers(in RealServer server)
    {
        if (server.Weight < 0)
        {
            return new("IpvsWeightInvalid", "Weight", $"a weight is 0 to {int.MaxValue}, not {server.Weight}.");
        }

        if (server.UpperThreshold > int.MaxValue)
        {
            return new("IpvsThresholdInvalid", "UpperThreshold", $"a threshold is 0 to {int.MaxValue} connections, not {server.UpperThreshold}.");
        }

        return server.LowerThreshold > server.UpperThreshold
            ? new("IpvsThresholdInvalid", "LowerThreshold",
                $"the lower threshold {server.LowerThreshold} is above the upper threshold {server.UpperThreshold}: lower it, or raise -UpperThreshold.")
            : null;
    }

    private static IpvsViolation? CheckTunnel(in RealServer server)
    {
        if (server.ForwardingMethod != IpvsForwardingMethod.Tunnel)
        {
            string? field = server.TunnelType is not null ? nameof(server.TunnelType)
                : server.TunnelPort is > 0 ? nameof(server.TunnelPort)
                : server.TunnelChecksum is not null ? nameof(server.TunnelChecksum)
                : null;
            return field is null ? null
                : new("IpvsTunnelInvalid", field, $"{server.ForwardingMethod} has no tunnel: tunnel parameters need -ForwardingMethod Tunnel.");
        }

        IpvsTunnelType type = server.TunnelType ?? IpvsTunnelType.Ipip;
        IpvsTunnelChecksum checksum = server.TunnelChecksum ?? IpvsTunnelChecksum.None;
        return (type, server.TunnelPort ?? 0, checksum) switch
        {
            (not (IpvsTunnelType.Ipip or IpvsTunnelType.Gue or IpvsTunnelType.Gre), _, _) =>
                new("IpvsTunnelInvalid", "TunnelType", $"{type} is no tunnel type: use Ipip, Gue or Gre."),
            (IpvsTunnelType.Gue, 0, _) =>
                new("IpvsTunnelInvalid", "TunnelPort", "a Gue tunnel needs -TunnelPort."),
            (not IpvsTunnelType.Gue, not 0, _) =>
                new("IpvsTunnelInvalid", "TunnelPort", $"only a Gue tunnel has a port, not {type}."),
            (IpvsTunnelType.Ipip, _, not IpvsTunnelChecksum.None) =>
                new("IpvsTunnelInvalid", "TunnelChecksum", "an Ipip tunnel has no checksum."),
            (IpvsTunnelType.Gre, _, IpvsTunnelChecksum.Remote) =>
                new("IpvsTunnelInvalid", "TunnelChecksum", "remote checksum offload is for Gue tunnels only."),
            _ => null,
        };
    }
}
