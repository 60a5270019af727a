using System.Management.Automation;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.Errors;

/// <summary>Named errors for IPVS: the kernel's bare error numbers in words, by what was being done.</summary>
internal static class IpvsErrors
{
    public static ErrorRecord? Describe(NetlinkException exception, object? target)
    {
        if (exception.Error == Errno.EPROTONOSUPPORT)
        {
            return KernelErrors.Make(
                exception,
                ErrorIds.IpvsNotAvailable,
                ErrorCategory.NotInstalled,
                "the running kernel has no IPVS. Load it as root with 'modprobe ip_vs', or boot a kernel that has it "
                    + "(docs/diagnosis.md, D007).",
                target
            );
        }

        return target switch
        {
            IpvsService service => DescribeService(exception, service),
            IpvsRealServer server => DescribeRealServer(exception, server),
            IpvsSyncDaemon daemon => IpvsTableErrors.DescribeSyncDaemon(exception, daemon),
            IpvsTimeout timeouts => IpvsTableErrors.DescribeTimeouts(exception, timeouts),
            _ => null,
        };
    }

    /// <exception cref="CommandException">A rule is broken.</exception>
    public static void ThrowIf(Problem<IpvsProblemCode>? problem, string subject)
    {
        if (problem is { } found)
        {
            throw new CommandException(
                IdOf(found.Code),
                ErrorCategory.InvalidArgument,
                $"{ParameterOf(found.Field)} of {subject}: {IpvsProblemText.Describe(found, ParameterOf)}{RuleOf(found.Code)}"
            );
        }
    }

    /// <summary>The rule of Debug-IpvsService that explains what the kernel would make of it; empty where there is none.</summary>
    internal static string RuleOf(IpvsProblemCode code) =>
        code switch
        {
            IpvsProblemCode.VirtualPortMissing => " See docs/diagnosis.md, S109.",
            IpvsProblemCode.OnePacketInvalid => " See docs/diagnosis.md, S110.",
            IpvsProblemCode.RealServerPortDiffers => " See docs/diagnosis.md, S104.",
            _ => string.Empty,
        };

    /// <summary>The error id of a broken rule.</summary>
    public static string IdOf(IpvsProblemCode code) =>
        code switch
        {
            IpvsProblemCode.ProtocolInvalid => ErrorIds.IpvsProtocolInvalid,
            IpvsProblemCode.VirtualAddressInvalid => ErrorIds.IpvsVirtualAddressInvalid,
            IpvsProblemCode.VirtualPortMissing => ErrorIds.IpvsPortMissing,
            IpvsProblemCode.SchedulerInvalid => ErrorIds.IpvsSchedulerInvalid,
            IpvsProblemCode.PersistenceEngineInvalid => ErrorIds.IpvsPersistenceEngineInvalid,
            IpvsProblemCode.PersistenceTimeoutMissing => ErrorIds.IpvsPersistenceTimeoutMissing,
            IpvsProblemCode.PersistenceTimeoutInvalid => ErrorIds.IpvsPersistenceTimeoutInvalid,
            IpvsProblemCode.PersistencePrefixLengthInvalid => ErrorIds.IpvsPersistencePrefixLengthInvalid,
            IpvsProblemCode.SchedulerFlagUnknown or IpvsProblemCode.SchedulerFlagForeign => ErrorIds.IpvsSchedulerFlagInvalid,
            IpvsProblemCode.OnePacketInvalid => ErrorIds.IpvsOnePacketInvalid,
            IpvsProblemCode.RealServerAddressInvalid => ErrorIds.IpvsRealServerAddressInvalid,
            IpvsProblemCode.RealServerFamilyDiffers => ErrorIds.IpvsRealServerFamilyMismatch,
            IpvsProblemCode.ForwardingMethodInvalid => ErrorIds.IpvsForwardingMethodInvalid,
            IpvsProblemCode.RealServerPortDiffers => ErrorIds.IpvsRealServerPortMismatch,
            IpvsProblemCode.WeightInvalid => ErrorIds.IpvsWeightInvalid,
            IpvsProblemCode.ThresholdInvalid or IpvsProblemCode.ThresholdsCrossed => ErrorIds.IpvsThresholdInvalid,
            IpvsProblemCode.TunnelForeign
            or IpvsProblemCode.TunnelTypeInvalid
            or IpvsProblemCode.TunnelPortMissing
            or IpvsProblemCode.TunnelPortForeign
            or IpvsProblemCode.TunnelChecksumForeign
            or IpvsProblemCode.RemoteChecksumForeign => ErrorIds.IpvsTunnelInvalid,
            IpvsProblemCode.TimeoutMissing => ErrorIds.IpvsTimeoutMissing,
            IpvsProblemCode.TimeoutInvalid => ErrorIds.IpvsTimeoutInvalid,
            IpvsProblemCode.SyncStateInvalid => ErrorIds.IpvsSyncStateInvalid,
            IpvsProblemCode.InterfaceInvalid => ErrorIds.NetLinkNameInvalid,
            IpvsProblemCode.SyncIdInvalid => ErrorIds.IpvsSyncIdInvalid,
            IpvsProblemCode.MulticastGroupInvalid => ErrorIds.IpvsMulticastGroupInvalid,
            IpvsProblemCode.SyncMaxLengthInvalid => ErrorIds.IpvsSyncMaxLengthInvalid,
            IpvsProblemCode.MulticastPortInvalid => ErrorIds.IpvsMulticastPortInvalid,
            IpvsProblemCode.MulticastTtlInvalid => ErrorIds.IpvsMulticastTtlInvalid,
            IpvsProblemCode.SettingValueInvalid => ErrorIds.IpvsSettingValueInvalid,
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "There is no error id for this code."),
        };

    /// <summary>The parameter that takes a field.</summary>
    private static string ParameterOf(string field) => field is "Address" or "Port" ? $"-Real{field}" : $"-{field}";

    /// <summary>Refuses an object of a part where the command acts on the whole.</summary>
    /// <param name="part">A property that only the part has; empty where the object is no such part.</param>
    /// <param name="name">What the part is called.</param>
    /// <param name="whole">What the command acts on.</param>
    /// <param name="command">The command to use.</param>
    /// <exception cref="CommandException">The object is such a part.</exception>
    public static void ThrowIfPart(object? part, string name, string whole, string command)
    {
        if ($"{part}".Length > 0)
        {
            throw new CommandException(
                ErrorIds.IpvsInputMismatch,
                ErrorCategory.InvalidType,
                $"The object of the pipeline is a {name} ({part}), and this command acts on {whole}. Use {command}, or name "
                    + "what you mean by its parameters."
            );
        }
    }

    public static CommandException ServiceAmbiguous() =>
        new(
            ErrorIds.IpvsServiceAmbiguous,
            ErrorCategory.InvalidArgument,
            "-VirtualAddress and -FirewallMark name two services: give one of them."
        );

    public static CommandException ServiceMissing() =>
        new(
            ErrorIds.IpvsServiceMissing,
            ErrorCategory.InvalidArgument,
            "No service is named: give -VirtualAddress, such as 10.0.0.1:80, or -FirewallMark."
        );

    public static CommandException ServiceNotFound(string service) =>
        new(
            ErrorIds.IpvsServiceNotFound,
            ErrorCategory.ObjectNotFound,
            $"There is no service {service} in this network namespace. Get-IpvsService lists those there are."
        );

    public static CommandException RealServerNotFound(IpvsRealServer server) =>
        new(
            ErrorIds.IpvsRealServerNotFound,
            ErrorCategory.ObjectNotFound,
            $"The service {server.ServiceId} has no real server {server}. Get-IpvsRealServer lists those it has, "
                + "Add-IpvsRealServer adds one."
        );

    public static ErrorRecord RealServerNotFound(string text) =>
        new CommandException(
            ErrorIds.IpvsRealServerNotFound,
            ErrorCategory.ObjectNotFound,
            $"There is no real server {text} in the services asked for. Get-IpvsRealServer lists those there are."
        ).ToErrorRecord(text);

    private static ErrorRecord? DescribeService(NetlinkException exception, IpvsService service) =>
        exception.Error switch
        {
            Errno.EEXIST => KernelErrors.Make(
                exception,
                ErrorIds.IpvsServiceExists,
                ErrorCategory.ResourceExists,
                "it exists already. Set-IpvsService changes it, Remove-IpvsService removes it.",
                service
            ),
            Errno.ESRCH => ServiceNotFound(exception, service.Id, service),
            Errno.ENOENT => KernelErrors.Make(
                exception,
                service.PersistenceEngine is null ? "IpvsSchedulerNotFound" : ErrorIds.IpvsSchedulerOrPersistenceEngineNotFound,
                ErrorCategory.ObjectNotFound,
                service.PersistenceEngine is { } engine
                    ? $"the kernel has no scheduler '{service.Scheduler}' or no persistence engine '{engine}'. Their modules are "
                        + $"ip_vs_{service.Scheduler} and ip_vs_pe_{engine}: load them with modprobe."
                    : $"the kernel has no scheduler '{service.Scheduler}'. Its module would be ip_vs_{service.Scheduler}: load it "
                        + "with modprobe, or choose another (docs/diagnosis.md, D006).",
                service
            ),
            Errno.EAFNOSUPPORT => KernelErrors.Make(
                exception,
                ErrorIds.IpvsAddressFamilyNotSupported,
                ErrorCategory.NotInstalled,
                $"the kernel's IPVS does not balance {service.AddressFamily}. IPv6 needs a kernel built with CONFIG_IP_VS_IPV6.",
                service
            ),
            Errno.EINVAL => KernelErrors.Make(
                exception,
                ErrorIds.IpvsServiceRefused,
                ErrorCategory.InvalidArgument,
                $"the kernel takes no service like '{service}'. Check -Scheduler, -PersistencePrefixLength and "
                    + "-PersistenceEngine: it may know less than this module.",
                service
            ),
            _ => null,
        };

    private static ErrorRecord? DescribeRealServer(NetlinkException exception, IpvsRealServer server) =>
        exception.Error switch
        {
            Errno.EEXIST => KernelErrors.Make(
                exception,
                ErrorIds.IpvsRealServerExists,
                ErrorCategory.ResourceExists,
                "it is there already. Set-IpvsRealServer changes it, Remove-IpvsRealServer removes it.",
                server
            ),
            Errno.ESRCH => ServiceNotFound(exception, server.ServiceId, server),
            Errno.ENOENT => KernelErrors.Make(
                exception,
                ErrorIds.IpvsRealServerNotFound,
                ErrorCategory.ObjectNotFound,
                "the service has no such real server. Get-IpvsRealServer lists those it has.",
                server
            ),
            Errno.EINVAL => KernelErrors.Make(
                exception,
                ErrorIds.IpvsRealServerRefused,
                ErrorCategory.InvalidArgument,
                server.InetAddress.Family == server.AddressFamily
                    ? $"the kernel does not take {server.InetAddress} for the address of a host. Either it is a broadcast address "
                        + "of a network here, or this network namespace has no local routes because lo is down: Set-NetLink lo -Up "
                        + "(docs/diagnosis.md, D002)."
                    : "a real server of another address family than its service's cannot be used while a sync daemon runs, or "
                        + "while lo is down (Set-NetLink lo -Up; docs/diagnosis.md, S111 and D002).",
                server
            ),
            Errno.ERANGE => KernelErrors.Make(
                exception,
                ErrorIds.IpvsRealServerOutOfRange,
                ErrorCategory.InvalidArgument,
                $"the kernel refused the weight {server.Weight} or the thresholds: -Weight is 0 or more, and -LowerThreshold "
                    + $"({server.LowerThreshold}) is not above -UpperThreshold ({server.UpperThreshold}).",
                server
            ),
            Errno.EAFNOSUPPORT => KernelErrors.Make(
                exception,
                ErrorIds.IpvsAddressFamilyNotSupported,
                ErrorCategory.NotInstalled,
                $"the kernel's IPVS does not forward to {server.InetAddress.Family}. IPv6 needs a kernel built with CONFIG_IP_VS_IPV6.",
                server
            ),
            _ => null,
        };

    private static ErrorRecord ServiceNotFound(NetlinkException exception, IpvsServiceId service, object target) =>
        KernelErrors.Make(
            exception,
            ErrorIds.IpvsServiceNotFound,
            ErrorCategory.ObjectNotFound,
            !service.IsFirewallMark && service.Port == 0
                ? $"there is no service {service}. Was its port left out? Get-IpvsService lists the services."
                : $"there is no service {service} in this network namespace. Get-IpvsService lists those there are.",
            target
        );
}
