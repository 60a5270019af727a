using System.Text;

namespace IpvsPS.Ipvs;

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
    public static Problem<IpvsProblemCode>? Check(IpvsService service) =>
        CheckIdentity(service) ?? CheckNames(service) ?? CheckPersistence(service) ?? CheckFlags(service);

    /// <summary>The first rule that a real server breaks, or null.</summary>
    public static Problem<IpvsProblemCode>? Check(IpvsRealServer server) => Check(server.ServiceId, server.RealServer);

    /// <summary>The first rule that a real server breaks, or null.</summary>
    public static Problem<IpvsProblemCode>? Check(IpvsServiceId service, in RealServer server) =>
        CheckAddress(service, server) ?? CheckPort(service, server) ?? CheckNumbers(server) ?? CheckTunnel(server);

    private static Problem<IpvsProblemCode>? CheckIdentity(IpvsService service)
    {
        IpvsServiceId id = service.Id;
        if (!id.IsFirewallMark && (IpvsProtocol)id.Protocol is not (IpvsProtocol.Tcp or IpvsProtocol.Udp or IpvsProtocol.Sctp))
        {
            return new(IpvsProblemCode.ProtocolInvalid, nameof(service.Protocol), id.Protocol);
        }

        if (!id.IsFirewallMark && id.Address == InetAddress.Zero(id.Family))
        {
            return new(IpvsProblemCode.VirtualAddressInvalid, nameof(service.VirtualAddress), id.Address);
        }

        return !id.IsFirewallMark && id.Port == 0 && service.PersistenceTimeout is null
            ? new(IpvsProblemCode.VirtualPortMissing, nameof(service.VirtualPort), new InetEndpoint(id.Address.ToIPAddress(), 80))
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckNames(IpvsService service)
    {
        if (!IsName(service.Scheduler, MaxSchedulerName))
        {
            return new(IpvsProblemCode.SchedulerInvalid, nameof(service.Scheduler), MaxSchedulerName);
        }

        return service.PersistenceEngine is { } engine && !IsName(engine, MaxEngineName)
            ? new(IpvsProblemCode.PersistenceEngineInvalid, nameof(service.PersistenceEngine), MaxEngineName)
            : null;
    }

    /// <summary>The kernel would read a name up to a NUL, and take rr where something else was given.</summary>
    private static bool IsName(string text, int longest) =>
        text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= longest && !text.Contains('\0');

    private static Problem<IpvsProblemCode>? CheckPersistence(IpvsService service)
    {
        if (service.PersistenceTimeout is not { } timeout)
        {
            return service.PersistencePrefixLength is not null
                    ? new(IpvsProblemCode.PersistenceTimeoutMissing, nameof(service.PersistencePrefixLength))
                : service.PersistenceEngine is not null ? new(IpvsProblemCode.PersistenceTimeoutMissing, nameof(service.PersistenceEngine))
                : null;
        }

        if (timeout.TotalSeconds is < 1 or > MaxPersistenceSeconds || timeout.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            return new(IpvsProblemCode.PersistenceTimeoutInvalid, nameof(service.PersistenceTimeout), MaxPersistenceSeconds, timeout);
        }

        int longest = service.Id.Address.BitCount;
        return service.PersistencePrefixLength is { } length && (length < 1 || length > longest)
            ? new(
                IpvsProblemCode.PersistencePrefixLengthInvalid,
                nameof(service.PersistencePrefixLength),
                longest,
                service.AddressFamily,
                length
            )
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckFlags(IpvsService service)
    {
        foreach (string flag in service.SchedulerFlag ?? [])
        {
            bool isKnown = IpvsFlags.SchedulerBit(flag) != 0;
            if (!isKnown || !IpvsFlags.IsFlagOf(service.Scheduler, flag))
            {
                return isKnown
                    ? new(IpvsProblemCode.SchedulerFlagForeign, nameof(service.SchedulerFlag), flag, service.Scheduler)
                    : new(
                        IpvsProblemCode.SchedulerFlagUnknown,
                        nameof(service.SchedulerFlag),
                        flag,
                        string.Join(", ", IpvsFlags.SchedulerFlagNames)
                    );
            }
        }

        return service.OnePacket == true && !service.Id.IsFirewallMark && service.Protocol != IpvsProtocol.Udp
            ? new(IpvsProblemCode.OnePacketInvalid, nameof(service.OnePacket))
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckAddress(IpvsServiceId service, in RealServer server)
    {
        if (!server.Address.IsHost)
        {
            return new(IpvsProblemCode.RealServerAddressInvalid, nameof(server.Address), server.Address);
        }

        return server.Address.Family != service.Family && server.ForwardingMethod != IpvsForwardingMethod.Tunnel
            ? new(IpvsProblemCode.RealServerFamilyDiffers, nameof(server.Address), server.Address, service.Family)
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckPort(IpvsServiceId service, in RealServer server)
    {
        if (
            server.ForwardingMethod
            is not (IpvsForwardingMethod.Masquerade or IpvsForwardingMethod.Tunnel or IpvsForwardingMethod.DirectRoute)
        )
        {
            return new(IpvsProblemCode.ForwardingMethodInvalid, nameof(server.ForwardingMethod), server.ForwardingMethod);
        }

        bool mustKeepPort = server.ForwardingMethod != IpvsForwardingMethod.Masquerade && !service.IsFirewallMark;
        return mustKeepPort && server.Port != service.Port
            ? new(IpvsProblemCode.RealServerPortDiffers, nameof(server.Port), server.Port, service.Port, server.ForwardingMethod)
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckNumbers(in RealServer server)
    {
        if (server.Weight < 0)
        {
            return new(IpvsProblemCode.WeightInvalid, nameof(server.Weight), int.MaxValue, server.Weight);
        }

        if (server.UpperThreshold > int.MaxValue)
        {
            return new(IpvsProblemCode.ThresholdInvalid, nameof(server.UpperThreshold), int.MaxValue, server.UpperThreshold);
        }

        return server.LowerThreshold > server.UpperThreshold
            ? new(IpvsProblemCode.ThresholdsCrossed, nameof(server.LowerThreshold), server.LowerThreshold, server.UpperThreshold)
            : null;
    }

    private static Problem<IpvsProblemCode>? CheckTunnel(in RealServer server)
    {
        if (server.ForwardingMethod != IpvsForwardingMethod.Tunnel)
        {
            string? field =
                server.TunnelType is not null ? nameof(server.TunnelType)
                : server.TunnelPort is > 0 ? nameof(server.TunnelPort)
                : server.TunnelChecksum is not null ? nameof(server.TunnelChecksum)
                : null;
            return field is null ? null : new(IpvsProblemCode.TunnelForeign, field, server.ForwardingMethod);
        }

        IpvsTunnelType type = server.TunnelType ?? IpvsTunnelType.Ipip;
        IpvsTunnelChecksum checksum = server.TunnelChecksum ?? IpvsTunnelChecksum.None;
        return (type, server.TunnelPort ?? 0, checksum) switch
        {
            (not (IpvsTunnelType.Ipip or IpvsTunnelType.Gue or IpvsTunnelType.Gre), _, _) => new(
                IpvsProblemCode.TunnelTypeInvalid,
                nameof(server.TunnelType),
                type
            ),
            (IpvsTunnelType.Gue, 0, _) => new(IpvsProblemCode.TunnelPortMissing, nameof(server.TunnelPort)),
            (not IpvsTunnelType.Gue, not 0, _) => new(IpvsProblemCode.TunnelPortForeign, nameof(server.TunnelPort), type),
            (IpvsTunnelType.Ipip, _, not IpvsTunnelChecksum.None) => new(
                IpvsProblemCode.TunnelChecksumForeign,
                nameof(server.TunnelChecksum)
            ),
            (IpvsTunnelType.Gre, _, IpvsTunnelChecksum.Remote) => new(IpvsProblemCode.RemoteChecksumForeign, nameof(server.TunnelChecksum)),
            _ => null,
        };
    }
}
