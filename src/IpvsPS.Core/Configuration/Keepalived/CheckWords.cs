namespace IpvsPS.Configuration.Keepalived;

/// <summary>
/// The words about checks that may stand in a virtual_server, a real_server and a checker, where each is the default of
/// the next.
/// </summary>
internal readonly struct CheckWords(CheckDefaults defaults, ConfigValues values, RemarkList remarks)
{
    /// <summary>The words of a virtual_server and a real_server.</summary>
    public bool ReadServerWord(ConfigLine line)
    {
        if (line.Keyword == "virtualhost")
        {
            defaults.VirtualHost = Name(line) ?? defaults.VirtualHost;
            return true;
        }

        return ReadTime(line, leastRetry: 1);
    }

    /// <summary>The words of a checker.</summary>
    public bool ReadCheckerWord(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "alpha":
                defaults.Alpha = values.Switch(line) ?? defaults.Alpha;
                return true;
            case "log_all_failures":
                return true;
            default:
                return ReadTime(line, leastRetry: 0);
        }
    }

    private bool ReadTime(ConfigLine line, int leastRetry)
    {
        switch (line.Keyword)
        {
            case "connect_timeout":
                defaults.ConnectTimeout = values.Time(line, 1, canBeZero: false) ?? defaults.ConnectTimeout;
                return true;
            case "delay_loop":
                defaults.DelayLoop = values.Time(line, 1, canBeZero: false) ?? defaults.DelayLoop;
                return true;
            case "delay_before_retry":
                defaults.DelayBeforeRetry = values.Time(line, 1, canBeZero: true) ?? defaults.DelayBeforeRetry;
                return true;
            case "warmup":
                // When the first probe starts is for whoever runs the checks.
                _ = values.Time(line, 1, canBeZero: true);
                return true;
            case "retry":
                defaults.Retry = values.Number(line, 1, leastRetry, uint.MaxValue, isLenient: leastRetry == 0) ?? defaults.Retry;
                return true;
            default:
                return false;
        }
    }

    private string? Name(ConfigLine line)
    {
        if (line.Count < 2)
        {
            remarks.PassedOver(line.Position, line.Keyword, "the name is missing.");
        }

        return line.Optional(1);
    }
}
