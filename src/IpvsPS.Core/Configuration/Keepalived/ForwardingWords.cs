namespace IpvsPS.Configuration.Keepalived;

/// <summary>lb_kind, lvs_method and sorry_server_lvs_method: <c>NAT</c>, <c>DR</c>, or <c>TUN type gue port 6080 csum</c>.</summary>
internal static class ForwardingWords
{
    /// <summary>Reads a line; where it is wrong, what keepalived keeps of the former value stays.</summary>
    public static Forwarding? Read(ConfigLine line, Forwarding? former, ConfigValues values, RemarkList remarks)
    {
        IpvsForwardingMethod? method = line[1] switch
        {
            "NAT" => IpvsForwardingMethod.Masquerade,
            "DR" => IpvsForwardingMethod.DirectRoute,
            "TUN" => IpvsForwardingMethod.Tunnel,
            _ => null,
        };
        if (method is null)
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is neither NAT nor DR nor TUN.");
            return former;
        }

        // keepalived has set the method when it finds a wrong option, and keeps the options from before.
        Forwarding kept = (former ?? default) with
        {
            Method = method.Value,
        };
        if (ReadOptions(line, new Forwarding(method.Value), values, out string? wrong) is { } forwarding)
        {
            wrong = Contradiction(forwarding);
            if (wrong is null)
            {
                return forwarding;
            }
        }

        if (wrong is not null)
        {
            remarks.PassedOver(line.Position, line.Keyword, wrong);
        }

        return kept;
    }

    private static Forwarding? ReadOptions(ConfigLine line, Forwarding forwarding, ConfigValues values, out string? wrong)
    {
        wrong = null;
        for (int i = 2; i < line.Count; i++)
        {
            string option = line[i];
            bool hasValue = option is "type" or "port";
            if (hasValue && i + 1 == line.Count)
            {
                wrong = $"'{option}' has no value.";
                return null;
            }

            Forwarding? next = option switch
            {
                "type" => TunnelType(line[i + 1]) is { } type ? forwarding with { TunnelType = type } : null,
                "port" => values.Number(line, i + 1, 1, ushort.MaxValue, isLenient: false) is { } port
                    ? forwarding with
                    {
                        TunnelPort = (ushort)port,
                    }
                    : null,
                "nocsum" => forwarding with { Checksum = IpvsTunnelChecksum.None },
                "csum" => forwarding with { Checksum = IpvsTunnelChecksum.Checksum },
                "remcsum" => forwarding with { Checksum = IpvsTunnelChecksum.Remote },
                _ => null,
            };
            if (next is null)
            {
                wrong = option == "port" ? null : $"'{(hasValue ? line[i + 1] : option)}' is no option of a tunnel.";
                return null;
            }

            forwarding = next.Value;
            i += hasValue ? 1 : 0;
        }

        return forwarding;
    }

    private static IpvsTunnelType? TunnelType(string word) =>
        word switch
        {
            "ipip" => IpvsTunnelType.Ipip,
            "gue" => IpvsTunnelType.Gue,
            "gre" => IpvsTunnelType.Gre,
            _ => null,
        };

    private static string? Contradiction(Forwarding forwarding) =>
        forwarding switch
        {
            { TunnelType: IpvsTunnelType.Gue, TunnelPort: 0 } => "a gue tunnel needs a port.",
            { TunnelType: not IpvsTunnelType.Gue, TunnelPort: not 0 } => "only a gue tunnel has a port.",
            { TunnelType: IpvsTunnelType.Ipip, Checksum: not IpvsTunnelChecksum.None } => "an ipip tunnel has no checksum.",
            { TunnelType: IpvsTunnelType.Gre, Checksum: IpvsTunnelChecksum.Remote } => "a gre tunnel has no remote checksum.",
            _ => null,
        };
}
