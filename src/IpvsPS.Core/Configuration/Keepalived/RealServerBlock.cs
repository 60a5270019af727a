using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A real_server with its checkers.</summary>
internal sealed class RealServerBlock(RealServerDraft real, VirtualServerDraft server, ConfigValues values, RemarkList remarks)
    : ConfigBlock
{
    public override Reaction Read(ConfigLine line)
    {
        if (OpenChecker(line) is { } block)
        {
            return Reaction.Enter(block);
        }

        return ReadSetting(line) || new CheckWords(real.Defaults, values, remarks).ReadServerWord(line) ? Reaction.Done : Reaction.Unknown;
    }

    public override void Close()
    {
        if (real.Forwarding?.Method != IpvsForwardingMethod.Tunnel)
        {
            server.Family ??= real.Address.Family;
            if (server.Family != real.Address.Family)
            {
                remarks.PassedOver(real.Position, "real_server", $"{real.Address} is not {server.Family} as its virtual_server is.");
                return;
            }
        }

        server.Servers.Add(real);
    }

    private bool ReadSetting(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "weight":
                real.Weight = (int?)values.Number(line, 1, 0, int.MaxValue, isLenient: true) ?? real.Weight;
                return true;
            case "lvs_method":
                real.Forwarding = ForwardingWords.Read(line, real.Forwarding, values, remarks);
                return true;
            case "uthreshold":
                real.UpperThreshold = (uint?)values.Number(line, 1, 0, uint.MaxValue, isLenient: true) ?? real.UpperThreshold;
                return true;
            case "lthreshold":
                real.LowerThreshold = (uint?)values.Number(line, 1, 0, uint.MaxValue, isLenient: true) ?? real.LowerThreshold;
                return true;
            case "inhibit_on_failure":
                real.Inhibit = values.Switch(line) ?? real.Inhibit;
                return true;
            case "alpha":
                real.Defaults.Alpha = values.Switch(line) ?? real.Defaults.Alpha;
                return true;
            case "notify_up" or "notify_down":
                remarks.NotConverted(line.Position, line.Keyword, "the script does not run.");
                return true;
            case "smtp_alert":
                remarks.NotConverted(line.Position, line.Keyword, "nothing is mailed.");
                return true;
            case "snmp_name":
                return true;
            default:
                return false;
        }
    }

    private ConfigBlock? OpenChecker(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "TCP_CHECK":
                return Checker(line, IpvsHealthCheckKind.Tcp);
            case "HTTP_GET":
                return Checker(line, IpvsHealthCheckKind.Http);
            case "SSL_GET":
                return Checker(line, IpvsHealthCheckKind.Https);
            case "SMTP_CHECK":
                return Checker(line, IpvsHealthCheckKind.Smtp);
            case "DNS_CHECK":
                return Checker(line, IpvsHealthCheckKind.Dns);
            case "UDP_CHECK":
                return Checker(line, IpvsHealthCheckKind.Udp);
            case "PING_CHECK":
                return Checker(line, IpvsHealthCheckKind.Icmp);
            case "MISC_CHECK":
                return Checker(line, IpvsHealthCheckKind.Script);
            case "FILE_CHECK":
                remarks.NotConverted(line.Position, line.Keyword, "there is no check of a file's number.");
                return new WordBlock(["track_file", "weight"]);
            case "BFD_CHECK":
                remarks.NotConverted(line.Position, line.Keyword, "there is no check by BFD.");
                return new WordBlock(["name", "alpha"]);
            default:
                return null;
        }
    }

    private CheckerBlock Checker(ConfigLine line, IpvsHealthCheckKind kind) =>
        new(new CheckerDraft(kind, line.Position), real, values, remarks);
}
