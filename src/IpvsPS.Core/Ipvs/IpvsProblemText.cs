namespace IpvsPS.Ipvs;

/// <summary>The sentences for problems of IPVS values.</summary>
public static class IpvsProblemText
{
    /// <summary>What is wrong and what to do, as one sentence or two that begin in lower case.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="nameOf">The name by which the user knows a field: a parameter, a key.</param>
    /// <returns>The text.</returns>
    public static string Describe(in Problem<IpvsProblemCode> problem, Func<string, string> nameOf)
    {
        IReadOnlyList<object?> values = problem.Values;
        return DescribeService(problem, nameOf)
            ?? DescribeRealServer(problem, nameOf)
            ?? problem.Code switch
            {
                IpvsProblemCode.TimeoutMissing =>
                    $"no timeout is named: give {nameOf(nameof(IpvsTimeout.Tcp))}, {nameOf(nameof(IpvsTimeout.TcpFin))} or "
                        + $"{nameOf(nameof(IpvsTimeout.Udp))}.",
                IpvsProblemCode.TimeoutInvalid =>
                    $"a timeout is 1 whole second or more, not {values[0]}. To keep it as it is, leave {nameOf(problem.Field)} out.",
                IpvsProblemCode.SyncStateInvalid => $"{values[0]} is no state of a sync daemon: use Master or Backup.",
                IpvsProblemCode.InterfaceInvalid => $"'{values[0]}' cannot name a link: {values[1]}",
                IpvsProblemCode.SyncIdInvalid => $"a sync id is 0 to 255, not {values[0]}: messages carry one byte of it.",
                IpvsProblemCode.MulticastGroupInvalid =>
                    $"{values[0]} is no multicast group: those are 224.0.0.0 to 239.255.255.255, and IPv6 addresses that begin with ff.",
                IpvsProblemCode.SyncMaxLengthInvalid =>
                    $"the longest message of a {values[0]} has {values[1]} to {values[2]} bytes, not {values[3]}.",
                IpvsProblemCode.MulticastPortInvalid => $"a port is 1 to 65535, not {values[0]}.",
                IpvsProblemCode.MulticastTtlInvalid => $"a time to live is 1 to 255, not {values[0]}.",
                IpvsProblemCode.SettingValueInvalid => $"{values[0]} is {values[1]}, not '{values[2]}'.",
                _ => throw new ArgumentOutOfRangeException(nameof(problem), problem.Code, "There is no sentence for this code."),
            };
    }

    private static string? DescribeService(in Problem<IpvsProblemCode> problem, Func<string, string> nameOf)
    {
        IReadOnlyList<object?> values = problem.Values;
        string timeout = nameOf(nameof(IpvsService.PersistenceTimeout));
        return problem.Code switch
        {
            IpvsProblemCode.ProtocolInvalid => $"IPVS balances Tcp, Udp and Sctp, not protocol {values[0]}.",
            IpvsProblemCode.VirtualAddressInvalid => $"{values[0]} is no address that clients can connect to.",
            IpvsProblemCode.VirtualPortMissing => $"port 0 means every port and needs {timeout}. Give a port, as in {values[0]}.",
            IpvsProblemCode.SchedulerInvalid => $"a scheduler's name has 1 to {values[0]} characters and no NUL, such as wlc, rr or sh.",
            IpvsProblemCode.PersistenceEngineInvalid =>
                $"a persistence engine's name has 1 to {values[0]} characters and no NUL, such as sip.",
            IpvsProblemCode.PersistenceTimeoutMissing =>
                $"a persistence {(problem.Field == nameof(IpvsService.PersistenceEngine) ? "engine" : "prefix length")} needs {timeout}.",
            IpvsProblemCode.PersistenceTimeoutInvalid =>
                $"a persistence timeout is 1 to {values[0]} whole seconds (31 days), not {values[1]}.",
            IpvsProblemCode.PersistencePrefixLengthInvalid =>
                $"a persistence prefix length is 1 to {values[0]} for {values[1]}, not {values[2]}.",
            IpvsProblemCode.SchedulerFlagUnknown => $"'{values[0]}' is no scheduler flag: they are {values[1]}.",
            IpvsProblemCode.SchedulerFlagForeign => $"the flag {values[0]} is not one of the scheduler {values[1]}.",
            IpvsProblemCode.OnePacketInvalid => "one-packet scheduling is for Udp services and firewall marks.",
            _ => null,
        };
    }

    private static string? DescribeRealServer(in Problem<IpvsProblemCode> problem, Func<string, string> nameOf)
    {
        IReadOnlyList<object?> values = problem.Values;
        string method = nameOf(nameof(RealServer.ForwardingMethod));
        return problem.Code switch
        {
            IpvsProblemCode.RealServerAddressInvalid =>
                $"{values[0]} is not the address of a host: IPVS takes no multicast, broadcast, zero or IPv6 link-local address.",
            IpvsProblemCode.RealServerFamilyDiffers =>
                $"{values[0]} is not {values[1]} as its service is: only {method} Tunnel crosses address families.",
            IpvsProblemCode.ForwardingMethodInvalid =>
                $"{values[0]} is no forwarding method that can be set: use Masquerade, DirectRoute or Tunnel.",
            IpvsProblemCode.RealServerPortDiffers =>
                $"port {values[0]} differs from the service's port {values[1]}: {values[2]} leaves ports as they are; "
                    + $"only {method} Masquerade changes them."
                    + (IsEveryPort(values[1]) ? $" Was {nameOf("VirtualPort")} left out?" : string.Empty),
            IpvsProblemCode.WeightInvalid => $"a weight is 0 to {values[0]}, not {values[1]}.",
            IpvsProblemCode.ThresholdInvalid => $"a threshold is 0 to {values[0]} connections, not {values[1]}.",
            IpvsProblemCode.ThresholdsCrossed => $"the lower threshold {values[0]} is above the upper threshold {values[1]}: lower it, "
                + $"or raise {nameOf(nameof(RealServer.UpperThreshold))}.",
            IpvsProblemCode.TunnelForeign => $"{values[0]} has no tunnel: this needs {method} Tunnel.",
            IpvsProblemCode.TunnelTypeInvalid => $"{values[0]} is no tunnel type: use Ipip, Gue or Gre.",
            IpvsProblemCode.TunnelPortMissing => $"a Gue tunnel needs {nameOf(nameof(RealServer.TunnelPort))}.",
            IpvsProblemCode.TunnelPortForeign => $"only a Gue tunnel has a port, not {values[0]}.",
            IpvsProblemCode.TunnelChecksumForeign => "an Ipip tunnel has no checksum.",
            IpvsProblemCode.RemoteChecksumForeign => "remote checksum offload is for Gue tunnels only.",
            _ => null,
        };
    }

    private static bool IsEveryPort(object? port) => port is ushort number && number == 0;
}
