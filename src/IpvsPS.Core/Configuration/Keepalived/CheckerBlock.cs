using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A checker of a real_server, of any kind that connects or runs a program.</summary>
internal sealed class CheckerBlock(CheckerDraft checker, RealServerDraft real, ConfigValues values, RemarkList remarks) : ConfigBlock
{
    private readonly List<CheckerDraft> _hosts = [];
    private bool _hasConnectionWords;

    private bool IsHttp => checker.Kind is IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https;

    public override Reaction Read(ConfigLine line)
    {
        if (IsHttp && line.Keyword == "url")
        {
            return Reaction.Enter(new UrlBlock(checker, values, remarks, line.Position));
        }

        if (checker.Kind == IpvsHealthCheckKind.Smtp && line.Keyword == "host")
        {
            var host = new CheckerDraft(checker.Kind, line.Position);
            _hosts.Add(host);
            return Reaction.Enter(new HostBlock(host, values, remarks));
        }

        bool isConnectionWord = checker.Kind != IpvsHealthCheckKind.Script && ConnectionWords.Read(line, checker, values, remarks);
        _hasConnectionWords |= isConnectionWord || line.Keyword == "connect_timeout";
        bool isKnown =
            isConnectionWord
            || ReadOwn(line)
            || (
                (checker.Kind != IpvsHealthCheckKind.Script || line.Keyword != "connect_timeout")
                && new CheckWords(checker.Own, values, remarks).ReadCheckerWord(line)
            );
        return isKnown ? Reaction.Done : Reaction.Unknown;
    }

    public override void Close()
    {
        if (IsHttp && checker.Urls.Count == 0)
        {
            remarks.PassedOver(checker.Position, "url", "a check of HTTP needs one.");
        }
        else if (checker.Kind == IpvsHealthCheckKind.Script && checker.Check.ScriptPath is null)
        {
            remarks.PassedOver(checker.Position, "misc_path", "a MISC_CHECK needs one.");
        }
        else if (_hosts.Count == 0 || _hasConnectionWords)
        {
            real.Checkers.Add(checker);
        }

        foreach (CheckerDraft host in _hosts)
        {
            host.Check = checker.Check with
            {
                Address = host.Check.Address,
                Port = host.Check.Port,
                SourceAddress = host.Check.SourceAddress,
                SourcePort = host.Check.SourcePort,
                Link = host.Check.Link,
            };
            real.Checkers.Add(host);
        }
    }

    private bool ReadOwn(ConfigLine line) =>
        checker.Kind switch
        {
            IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https => ReadHttp(line),
            IpvsHealthCheckKind.Smtp => ReadSmtp(line),
            IpvsHealthCheckKind.Dns => ReadDns(line),
            IpvsHealthCheckKind.Udp => ReadUdp(line),
            IpvsHealthCheckKind.Script => ReadScript(line),
            _ => false,
        };

    private bool ReadHttp(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "nb_get_retry":
                remarks.Replaced(line.Position, line.Keyword, "it is an old word for retry.");
                checker.Own.Retry = values.Number(line, 1, 0, uint.MaxValue, isLenient: true) ?? checker.Own.Retry;
                return true;
            case "virtualhost":
                checker.Own.VirtualHost = line.Optional(1) ?? checker.Own.VirtualHost;
                return true;
            case "http_protocol":
                ReadHttpVersion(line);
                return true;
            case "enable_sni":
                checker.UsesServerName = values.Switch(line) ?? checker.UsesServerName;
                return true;
            case "sni_name":
                checker.UsesServerName = true;
                checker.ServerName = line.Optional(1) ?? checker.ServerName;
                return true;
            case "fast_recovery" or "tls_compliant":
                return line.Keyword == "fast_recovery" || checker.Kind == IpvsHealthCheckKind.Https;
            default:
                return false;
        }
    }

    private void ReadHttpVersion(ConfigLine line)
    {
        string? version = line.Optional(1) switch
        {
            "1.0" or "1.0C" or "1.0c" => "1.0",
            "1.1" => "1.1",
            _ => null,
        };
        if (version is null)
        {
            remarks.PassedOver(line.Position, line.Keyword, "the version is 1.0, 1.0C or 1.1.");
            return;
        }

        checker.Check = checker.Check with { HttpVersion = version };
    }

    private bool ReadSmtp(ConfigLine line)
    {
        if (line.Keyword != "helo_name")
        {
            return false;
        }

        checker.Check = checker.Check with { HeloName = line.Optional(1) ?? checker.Check.HeloName };
        return true;
    }

    private bool ReadDns(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "type":
                string type = line[1].ToUpperInvariant();
                if (type is "A" or "NS" or "CNAME" or "SOA" or "MX" or "TXT" or "AAAA" or "RRSIG" or "DNSKEY")
                {
                    checker.Check = checker.Check with { QueryType = type };
                    return true;
                }

                remarks.PassedOver(line.Position, line.Keyword, $"'{line[1]}' is no type of record.");
                return true;
            case "name":
                string name = line[1];
                if (name.Length == 0 || (name.StartsWith('.') && name.Length > 1) || name.Contains(".."))
                {
                    remarks.PassedOver(line.Position, line.Keyword, $"'{name}' has an empty label.");
                    return true;
                }

                checker.Check = checker.Check with { QueryName = ConfigLine.Readable(name) };
                return true;
            default:
                return false;
        }
    }

    private bool ReadUdp(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "payload":
                checker.Check = checker.Check with { Payload = Hexadecimal(line, canHoldWildcards: false) ?? checker.Check.Payload };
                return true;
            case "require_reply":
                checker.Check = checker.Check with
                {
                    RequireReply = true,
                    ReplyPattern = line.Count > 1 ? Hexadecimal(line, canHoldWildcards: true) : null,
                };
                return true;
            case "min_reply_length":
                checker.Check = checker.Check with
                {
                    LeastReplyLength = (int?)values.Number(line, 1, 0, ushort.MaxValue, isLenient: false) ?? checker.Check.LeastReplyLength,
                };
                return true;
            case "max_reply_length":
                checker.Check = checker.Check with
                {
                    MostReplyLength = (int?)values.Number(line, 1, 0, ushort.MaxValue, isLenient: false) ?? checker.Check.MostReplyLength,
                };
                return true;
            default:
                return false;
        }
    }

    private bool ReadScript(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "misc_path":
                // keepalived splits the line, and its second word once more; what stands behind that it passes over.
                string[]? words = ConfigText.SplitQuoted(line.Text, resolveEscapes: false);
                string[]? command = words is { Length: > 1 } ? ConfigText.SplitQuoted(words[1], resolveEscapes: true) : null;
                if (command is not { Length: > 0 })
                {
                    remarks.PassedOver(line.Position, line.Keyword, "the path is missing, or a quote is not closed.");
                    return true;
                }

                if (words!.Length > 2)
                {
                    remarks.PassedOver(
                        line.Position,
                        line.Keyword,
                        "arguments stand in one pair of quotes with the path: these are not passed."
                    );
                }

                string arguments = string.Join('\n', command.Skip(1).Select(ConfigLine.Readable));
                checker.Check = checker.Check with
                {
                    ScriptPath = ConfigLine.Readable(command[0]),
                    ScriptArguments = arguments.Length == 0 ? null : arguments,
                };
                return true;
            case "misc_timeout":
                checker.ScriptTimeout = values.Number(line, 1, 0, uint.MaxValue / 1_000_000, isLenient: true) is > 0 and var seconds
                    ? TimeSpan.FromSeconds(seconds)
                    : checker.ScriptTimeout;
                return true;
            case "misc_dynamic":
                checker.Check = checker.Check with { SetsWeight = true };
                return true;
            case "user":
                remarks.NotConverted(line.Position, line.Keyword, "the script runs as whoever runs the checks.");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Bytes in hexadecimal, with or without blanks between them; a digit that stands alone is a byte.</summary>
    private string? Hexadecimal(ConfigLine line, bool canHoldWildcards)
    {
        var text = new System.Text.StringBuilder();
        foreach (string word in string.Join(' ', line.Words.Skip(1)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(word.Length % 2 == 0 ? word : word[..^1] + '0' + word[^1]);
        }

        string digits = text.ToString().ToUpperInvariant();
        if (digits.Length > 0 && digits.All(c => char.IsAsciiHexDigit(c) || (canHoldWildcards && c == 'X')))
        {
            return digits;
        }

        remarks.PassedOver(line.Position, line.Keyword, "the bytes are not in hexadecimal.");
        return null;
    }
}

/// <summary>A host block of SMTP_CHECK, an old way to say several checks.</summary>
internal sealed class HostBlock(CheckerDraft host, ConfigValues values, RemarkList remarks) : ConfigBlock
{
    public override Reaction Read(ConfigLine line) =>
        ConnectionWords.Read(line, host, values, remarks) || new CheckWords(host.Own, values, remarks).ReadCheckerWord(line)
            ? Reaction.Done
            : Reaction.Unknown;
}
