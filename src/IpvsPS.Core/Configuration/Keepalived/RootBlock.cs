namespace IpvsPS.Configuration.Keepalived;

/// <summary>What a configuration comes to before it is checked as a whole.</summary>
internal sealed class ConfigDraft
{
    public List<GroupDraft> Groups { get; } = [];

    public List<VirtualServerDraft> VirtualServers { get; } = [];

    public IpvsTimeout Timeouts { get; } = new();

    public bool HasTimeouts { get; set; }
}

/// <summary>The outermost words.</summary>
internal sealed class RootBlock(ConfigDraft draft, ConfigValues values, RemarkList remarks, IncludeStack files) : ConfigBlock
{
    /// <summary>Blocks of VRRP and of BFD: none of this library's business.</summary>
    private static readonly HashSet<string> Passed =
    [
        "vrrp_sync_group",
        "garp_group",
        "vrrp_instance",
        "vrrp_script",
        "vrrp_track_process",
        "vrrp_track_file",
        "linkbeat_interfaces",
        "interface_up_down_delays",
        "static_ipaddress",
        "static_routes",
        "static_rules",
        "track_group",
        "bfd_instance",
    ];

    /// <summary>Words about the program itself.</summary>
    private static readonly HashSet<string> Silent =
    [
        "linkbeat_use_polling",
        "namespace_with_ipsets",
        "use_pid_dir",
        "instance",
        "child_wait_time",
    ];

    public override Reaction Read(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "virtual_server":
                return ReadVirtualServer(line);
            case "virtual_server_group":
                return GroupReader.Read(line, draft.Groups, values, remarks);
            case "global_defs":
                return Reaction.Enter(new GlobalBlock(draft, values, remarks, files));
            case "SSL":
                return Reaction.Enter(new SslBlock(remarks));
            case "track_file":
                return Reaction.Enter(new WordBlock(["file", "weight", "init_file"]));
            case "net_namespace" or "net_namespace_ipvs":
                remarks.NotConverted(
                    line.Position,
                    line.Keyword,
                    $"the configuration is for the network namespace '{line[1]}', and is applied where it is told to."
                );
                return Reaction.Done;
            default:
                return Passed.Contains(line.Keyword) ? Reaction.Skip
                    : Silent.Contains(line.Keyword) ? Reaction.Done
                    : Reaction.Unknown;
        }
    }

    /// <summary>Whether a word can begin a keepalived.conf.</summary>
    public static bool IsFirstWord(string word) =>
        Passed.Contains(word)
        || Silent.Contains(word)
        || word
            is "virtual_server"
                or "virtual_server_group"
                or "global_defs"
                or "SSL"
                or "track_file"
                or "net_namespace"
                or "net_namespace_ipvs";

    private Reaction ReadVirtualServer(ConfigLine line)
    {
        string name = string.Join(' ', line.Words.Skip(1));
        VirtualServerDraft? server = line[1] switch
        {
            "group" => new VirtualServerDraft(name, line.Position) { Group = line[2] },
            "fwmark" => line[2] is not null && values.Number(line, 2, 1, uint.MaxValue, isLenient: true) is { } mark
                ? new VirtualServerDraft(name, line.Position) { FirewallMark = (uint)mark }
                : null,
            _ => values.Endpoint(line, 1, hasPort: true) is { } endpoint
                ? new VirtualServerDraft(name, line.Position)
                {
                    Address = endpoint.Address,
                    Port = endpoint.Port,
                    Family = endpoint.Address.Family,
                }
                : null,
        };
        if (server is null)
        {
            remarks.PassedOver(
                line.Position,
                line.Keyword,
                $"'{name}' is no address with a port, no firewall mark and no group: the block is passed over."
            );
            return Reaction.SkipInside;
        }

        return Reaction.Enter(new VirtualServerBlock(server, draft, values, remarks));
    }
}

/// <summary>SSL: what keepalived shows of itself in checks over TLS. It loads the authorities, and verifies no server by them.</summary>
internal sealed class SslBlock(RemarkList remarks) : ConfigBlock
{
    public override Reaction Read(ConfigLine line)
    {
        if (line.Keyword == "certificate")
        {
            remarks.NotConverted(line.Position, line.Keyword, "checks over TLS show no certificate of their own.");
        }

        return line.Keyword is "certificate" or "key" or "password" or "ca" ? Reaction.Done : Reaction.Unknown;
    }
}

/// <summary>A block whose words are known and mean nothing to IPVS.</summary>
internal sealed class WordBlock(HashSet<string> words) : ConfigBlock
{
    public override Reaction Read(ConfigLine line) => words.Contains(line.Keyword) ? Reaction.Done : Reaction.Unknown;
}
