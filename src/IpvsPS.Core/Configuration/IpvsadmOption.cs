namespace IpvsPS.Configuration;

/// <summary>The commands and options of ipvsadm that a saved rule can have.</summary>
internal enum IpvsadmOption
{
    None,
    AddService,
    AddServer,
    Clear,
    TcpService,
    UdpService,
    SctpService,
    FirewallMarkService,
    Scheduler,
    SchedulerFlags,
    Persistent,
    Netmask,
    PersistenceEngine,
    OnePacket,
    IPv6,
    RealServer,
    DirectRoute,
    Tunnel,
    Masquerade,
    Weight,
    UpperThreshold,
    LowerThreshold,
    TunnelType,
    TunnelPort,
    TunnelNoChecksum,
    TunnelChecksum,
    TunnelRemoteChecksum,
}

/// <summary>The names of the options, as in ipvsadm's own table (<c>ipvsadm.c</c>, <c>options_table</c>).</summary>
internal static class IpvsadmOptions
{
    private static readonly (IpvsadmOption Option, char Short, string Long)[] Names =
    [
        (IpvsadmOption.AddService, 'A', "add-service"),
        (IpvsadmOption.AddServer, 'a', "add-server"),
        (IpvsadmOption.Clear, 'C', "clear"),
        (IpvsadmOption.TcpService, 't', "tcp-service"),
        (IpvsadmOption.UdpService, 'u', "udp-service"),
        (IpvsadmOption.SctpService, '\0', "sctp-service"),
        (IpvsadmOption.FirewallMarkService, 'f', "fwmark-service"),
        (IpvsadmOption.Scheduler, 's', "scheduler"),
        (IpvsadmOption.SchedulerFlags, 'b', "sched-flags"),
        (IpvsadmOption.Persistent, 'p', "persistent"),
        (IpvsadmOption.Netmask, 'M', "netmask"),
        (IpvsadmOption.PersistenceEngine, '\0', "pe"),
        (IpvsadmOption.OnePacket, 'o', "ops"),
        (IpvsadmOption.IPv6, '6', "ipv6"),
        (IpvsadmOption.RealServer, 'r', "real-server"),
        (IpvsadmOption.DirectRoute, 'g', "gatewaying"),
        (IpvsadmOption.Tunnel, 'i', "ipip"),
        (IpvsadmOption.Masquerade, 'm', "masquerading"),
        (IpvsadmOption.Weight, 'w', "weight"),
        (IpvsadmOption.UpperThreshold, 'x', "u-threshold"),
        (IpvsadmOption.LowerThreshold, 'y', "l-threshold"),
        (IpvsadmOption.TunnelType, '\0', "tun-type"),
        (IpvsadmOption.TunnelPort, '\0', "tun-port"),
        (IpvsadmOption.TunnelNoChecksum, '\0', "tun-nocsum"),
        (IpvsadmOption.TunnelChecksum, '\0', "tun-csum"),
        (IpvsadmOption.TunnelRemoteChecksum, '\0', "tun-remcsum"),
    ];

    private static readonly byte[][] LongNames = Array.ConvertAll(Names, name => System.Text.Encoding.ASCII.GetBytes(name.Long));

    private static readonly IpvsadmOption[] ByLetter = MakeLetters();

    /// <summary>The option of a letter, or none.</summary>
    public static IpvsadmOption Find(byte letter) => letter < ByLetter.Length ? ByLetter[letter] : IpvsadmOption.None;

    /// <summary>The option of a long name without its dashes, or none.</summary>
    public static IpvsadmOption Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < LongNames.Length; i++)
        {
            if (name.SequenceEqual(LongNames[i]))
            {
                return Names[i].Option;
            }
        }

        return IpvsadmOption.None;
    }

    private static IpvsadmOption[] MakeLetters()
    {
        var letters = new IpvsadmOption['z' + 1];
        foreach ((IpvsadmOption option, char letter, _) in Names)
        {
            letters[letter] = letter == '\0' ? IpvsadmOption.None : option;
        }

        return letters;
    }
}
