using System.Text.RegularExpressions;

namespace IpvsPS.Testing;

/// <summary>A row of docs/keepalived.md: a line of keepalived.conf, the block that it stands in, and what becomes of it.</summary>
public sealed partial record KeepalivedWord(string Block, string Line, string Here)
{
    /// <summary>Every row of the page, in its order.</summary>
    public static IReadOnlyList<KeepalivedWord> All { get; } =
    [
        .. Row()
            .Matches(File.ReadAllText(Repository.File("docs/keepalived.md")))
            .Select(row => new KeepalivedWord(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)),
    ];

    /// <summary>The word itself: <c>lvs_sched</c>.</summary>
    public string Word => Line.Split(' ')[0];

    /// <summary>The blocks that the word may stand in: the first one with checkers' words stands for all of them.</summary>
    public IEnumerable<string> Blocks =>
        Block switch
        {
            "TCP_CHECK" => [Block, "HTTP_GET", "SSL_GET", "SMTP_CHECK", "DNS_CHECK", "MISC_CHECK", "PING_CHECK", "UDP_CHECK"],
            "HTTP_GET" => [Block, "SSL_GET"],
            _ => [Block],
        };

    /// <summary>A keepalived.conf in which the line counts, or the same one without it.</summary>
    public string Configuration(bool hasLine)
    {
        // A brace is the last word of a line, or the only one.
        string line = hasLine ? Line.Replace("{", "{\n", StringComparison.Ordinal).Replace("}", "\n}", StringComparison.Ordinal) : "";
        string In(string block) => Block == block ? $"{Before()}\n{line}" : "";
        string OfBlock(string block, string own = "") => Block == block ? $"{block} {{\n{own}\n{In(block)}\n}}" : "";
        bool isMark = Word == "ip_family";
        return $$"""
            virtual_server {{(isMark ? "fwmark 5" : "10.0.0.1 80")}} {
            {{(isMark ? "lvs_method TUN" : "protocol TCP\nlvs_method NAT")}}
            lvs_sched sh
            persistence_timeout 60
            quorum 3
            sorry_server 10.1.0.9 80
            {{In("virtual_server")}}
            real_server 10.1.0.1 80 {
            weight 5
            {{In("real_server")}}
            TCP_CHECK {
            {{In("TCP_CHECK")}}
            }
            HTTP_GET {
            url {
            path /
            {{In("url")}}
            }
            {{In("HTTP_GET")}}
            }
            {{OfBlock("SSL_GET", "url {\npath /\n}")}}
            {{OfBlock("SMTP_CHECK")}}
            {{OfBlock("DNS_CHECK")}}
            {{OfBlock("MISC_CHECK", "misc_path /bin/sh")}}
            {{OfBlock("BFD_CHECK")}}
            {{OfBlock("UDP_CHECK")}}
            {{OfBlock("FILE_CHECK")}}
            }
            }

            """;
    }

    /// <summary>What must stand before the line for it to count.</summary>
    private string Before() =>
        Word switch
        {
            "mh-port" or "mh-fallback" => "lvs_sched mh",
            "ops" or "persistence_engine" => "protocol UDP",
            "lthreshold" => "uthreshold 9",
            "enable_sni" => "virtualhost www.example.org",
            "regex_no_match" or "regex_options" or "regex_stack" or "regex_min_offset" or "regex_max_offset" => "regex ok",
            _ => "",
        };

    [GeneratedRegex(@"^\| `(\w+)` \| `([^`]+)` \| (\w+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
