using IpvsPS.Ipvs;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A virtual_server: the service, its policy, its real servers. Words count in the order in which they stand.</summary>
internal sealed class VirtualServerBlock(VirtualServerDraft server, ConfigDraft draft, ConfigValues values, RemarkList remarks)
    : ConfigBlock
{
    /// <summary>IPVS_SVC_PERSISTENT_TIMEOUT of keepalived, in seconds.</summary>
    internal const uint DefaultPersistence = 360;

    /// <summary>The schedulers that keepalived knows by name.</summary>
    internal static readonly string[] Schedulers =
    [
        "rr",
        "wrr",
        "lc",
        "wlc",
        "lblc",
        "sh",
        "mh",
        "dh",
        "fo",
        "ovf",
        "lblcr",
        "sed",
        "nq",
        "twos",
    ];

    private const int MostPersistence = 31 * 24 * 60 * 60;

    public override Reaction Read(ConfigLine line)
    {
        if (line.Keyword == "real_server")
        {
            return ReadRealServer(line);
        }

        bool isKnown = ReadService(line) || ReadPolicy(line) || new CheckWords(server.Defaults, values, remarks).ReadServerWord(line);
        return isKnown ? Reaction.Done : Reaction.Unknown;
    }

    public override void Close()
    {
        if (server.Servers.Count == 0)
        {
            remarks.PassedOver(server.Position, "virtual_server", $"'{server.Name}' has no real servers.");
            return;
        }

        if (server.SorryServer is { } sorry && sorry.Forwarding?.Method != IpvsForwardingMethod.Tunnel)
        {
            server.Family ??= sorry.Address.Family;
            if (server.Family != sorry.Address.Family)
            {
                remarks.PassedOver(sorry.Position, "sorry_server", $"{sorry.Address} is not {server.Family} as its virtual_server is.");
                server.SorryServer = null;
            }
        }

        server.Family ??= server.Group is null ? FamilyOfTunnels() : null;
        draft.VirtualServers.Add(server);
    }

    /// <summary>The family of a firewall mark whose real servers are all reached by tunnels: theirs, or IPv4 where they differ.</summary>
    private AddressFamily FamilyOfTunnels()
    {
        AddressFamily family = server.SorryServer?.Address.Family ?? server.Servers[0].Address.Family;
        return server.Servers.TrueForAll(real => real.Address.Family == family) ? family : AddressFamily.IPv4;
    }

    private bool ReadService(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "ip_family":
                ReadFamily(line);
                return true;
            case "lb_algo" or "lvs_sched":
                ReadScheduler(line);
                return true;
            case "hashed" or "ops" or "flag-1" or "flag-2" or "flag-3" or "sh-port" or "sh-fallback" or "mh-port" or "mh-fallback":
                ReadFlag(line);
                return true;
            case "lb_kind" or "lvs_method":
                server.Forwarding = ForwardingWords.Read(line, server.Forwarding, values, remarks);
                return true;
            case "persistence_engine":
                server.PersistenceEngine = ConfigLine.Readable(line[1]);
                return true;
            case "persistence_timeout":
                server.PersistenceTimeout =
                    line.Count < 2
                        ? DefaultPersistence
                        : (uint?)values.Number(line, 1, 1, MostPersistence, isLenient: false) ?? server.PersistenceTimeout;
                return true;
            case "persistence_granularity":
                ReadGranularity(line);
                return true;
            case "protocol":
                ReadProtocol(line);
                return true;
            default:
                return false;
        }
    }

    private bool ReadPolicy(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "weight":
                server.Weight = (int?)values.Number(line, 1, 1, int.MaxValue, isLenient: true) ?? server.Weight;
                return true;
            case "quorum":
                server.Quorum = (uint)(values.Number(line, 1, 1, uint.MaxValue, isLenient: true) ?? 1);
                return true;
            case "hysteresis":
                server.Hysteresis = (uint?)values.Number(line, 1, 0, uint.MaxValue, isLenient: true) ?? server.Hysteresis;
                return true;
            case "inhibit_on_failure":
                server.Inhibit = true;
                return true;
            case "alpha":
                server.Defaults.Alpha = true;
                return true;
            case "sorry_server" or "sorry_server_inhibit" or "sorry_server_lvs_method":
                ReadSorryServer(line);
                return true;
            case "quorum_up" or "quorum_down" or "omega" or "ha_suspend" or "smtp_alert":
                remarks.NotConverted(line.Position, line.Keyword, NotConverted(line.Keyword));
                return true;
            case "snmp_name":
                return true;
            default:
                return false;
        }
    }

    private static string NotConverted(string keyword) =>
        keyword switch
        {
            "omega" => "no script runs at the end.",
            "ha_suspend" => "checks go on where the virtual address is on no link.",
            "smtp_alert" => "nothing is mailed.",
            _ => "the script does not run.",
        };

    private Reaction ReadRealServer(ConfigLine line)
    {
        if (values.Endpoint(line, 1, hasPort: true) is not { } endpoint)
        {
            remarks.PassedOver(
                line.Position,
                line.Keyword,
                $"'{string.Join(' ', line.Words.Skip(1))}' is no address with a port: the block is passed over."
            );
            return Reaction.SkipInside;
        }

        var real = new RealServerDraft(endpoint.Address, endpoint.Port, line.Position) { Forwarding = server.Forwarding };
        return Reaction.Enter(new RealServerBlock(real, server, values, remarks));
    }

    private void ReadSorryServer(ConfigLine line)
    {
        if (line.Keyword == "sorry_server")
        {
            if (values.Endpoint(line, 1, hasPort: true) is { } endpoint)
            {
                server.SorryServer = new RealServerDraft(endpoint.Address, endpoint.Port, line.Position)
                {
                    Forwarding = server.Forwarding,
                    Weight = 1,
                    Inhibit = false,
                };
                return;
            }

            remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is no address.");
        }
        else if (server.SorryServer is not { } sorry)
        {
            remarks.PassedOver(line.Position, line.Keyword, "no sorry_server stands before it.");
        }
        else if (line.Keyword == "sorry_server_inhibit")
        {
            sorry.Inhibit = true;
        }
        else
        {
            sorry.Forwarding = ForwardingWords.Read(line, sorry.Forwarding, values, remarks);
        }
    }

    private void ReadFamily(ConfigLine line)
    {
        AddressFamily? family = line[1] switch
        {
            "inet" => AddressFamily.IPv4,
            "inet6" => AddressFamily.IPv6,
            _ => null,
        };
        if (family is null || (server.Family is { } known && known != family))
        {
            remarks.PassedOver(
                line.Position,
                line.Keyword,
                family is null ? $"'{line[1]}' is neither inet nor inet6." : $"the virtual_server is {server.Family} already."
            );
            return;
        }

        server.Family = family;
    }

    private void ReadScheduler(ConfigLine line)
    {
        if (Array.IndexOf(Schedulers, line[1]) < 0)
        {
            remarks.PassedOver(
                line.Position,
                line.Keyword,
                $"'{line[1]}' is no scheduler that keepalived knows: {string.Join(", ", Schedulers)}."
            );
            return;
        }

        server.Scheduler = line[1];
    }

    private void ReadFlag(ConfigLine line)
    {
        string name = line.Keyword;
        if (name is "ops" or "flag-1" or "flag-2" or "flag-3")
        {
            server.Flags |= name == "ops" ? IpvsFlags.OnePacket : IpvsFlags.SchedulerBit(name);
        }
        else if (server.Scheduler is not ("sh" or "mh"))
        {
            remarks.PassedOver(line.Position, name, "it counts only behind lb_algo sh or mh.");
        }
        else if (name.StartsWith(server.Scheduler, StringComparison.Ordinal))
        {
            server.Flags |= IpvsFlags.SchedulerBit(name);
        }
        else
        {
            remarks.PassedOver(line.Position, name, $"it is no flag of {server.Scheduler}.");
        }
    }

    private void ReadProtocol(ConfigLine line)
    {
        if (
            Enum.TryParse(line[1], ignoreCase: true, out IpvsProtocol protocol)
            && Enum.IsDefined(protocol)
            && !char.IsAsciiDigit(line[1][0])
        )
        {
            server.Protocol = protocol;
            return;
        }

        remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is neither TCP nor UDP nor SCTP.");
    }

    /// <summary>A mask for IPv4, a prefix length for IPv6; a mask's dots say which where nothing else does.</summary>
    private void ReadGranularity(ConfigLine line)
    {
        string text = line[1];
        AddressFamily family = server.Family ?? (text.Contains('.') ? AddressFamily.IPv4 : AddressFamily.IPv6);
        if (family == AddressFamily.IPv6)
        {
            if (values.Number(line, 1, 1, 128, isLenient: false) is not { } length)
            {
                return;
            }

            server.PersistencePrefixLength = (int)length;
        }
        else if (text.Contains(':') || !System.Net.IPAddress.TryParse(text, out System.Net.IPAddress? mask))
        {
            remarks.PassedOver(line.Position, line.Keyword, $"'{text}' is no mask such as 255.255.255.0.");
            return;
        }
        else
        {
            // As inet_aton has it, 24 is 0.0.0.24.
            server.PersistencePrefixLength = values.PrefixLength(line, InetAddress.FromIPAddress(mask));
        }

        server.Family ??= family;
        server.PersistenceTimeout = server.PersistenceTimeout == 0 ? DefaultPersistence : server.PersistenceTimeout;
    }
}
