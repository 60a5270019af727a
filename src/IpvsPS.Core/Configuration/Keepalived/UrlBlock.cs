using System.Globalization;
using IpvsPS.State;

namespace IpvsPS.Configuration.Keepalived;

/// <summary>A url of HTTP_GET or SSL_GET: what is asked for, and which answer passes.</summary>
internal sealed class UrlBlock(CheckerDraft checker, ConfigValues values, RemarkList remarks, LinePosition position) : ConfigBlock
{
    private const int LengthOfHash = 32;

    private readonly UrlDraft _url = new();

    public override Reaction Read(ConfigLine line)
    {
        switch (line.Keyword)
        {
            case "path":
                _url.Path = line[1];
                return Reaction.Done;
            case "digest":
                ReadDigest(line);
                return Reaction.Done;
            case "status_code":
                ReadStatusCodes(line);
                return Reaction.Done;
            case "virtualhost":
                _url.VirtualHost = line.Optional(1) ?? _url.VirtualHost;
                return Reaction.Done;
            case "regex":
                ReadRegex(line);
                return Reaction.Done;
            case "regex_no_match":
                _url.IsNoMatch = true;
                return Reaction.Done;
            case "regex_options":
                ReadRegexOptions(line);
                return Reaction.Done;
            case "regex_min_offset" or "regex_max_offset":
                remarks.NotConverted(line.Position, line.Keyword, "the whole answer is looked at.");
                return Reaction.Done;
            case "regex_stack":
                return Reaction.Done;
            case "tls_compliant" when checker.Kind == IpvsHealthCheckKind.Https:
                _ = values.Switch(line);
                return Reaction.Done;
            default:
                return Reaction.Unknown;
        }
    }

    public override void Close()
    {
        if (_url.Path is null)
        {
            remarks.PassedOver(position, "url", "it has no path.");
            return;
        }

        checker.Urls.Add(_url);
    }

    private void ReadDigest(ConfigLine line)
    {
        if (_url.Digest is not null || line[1].Length != LengthOfHash || !line[1].All(char.IsAsciiHexDigit))
        {
            remarks.PassedOver(
                line.Position,
                line.Keyword,
                _url.Digest is null ? $"'{line[1]}' is no hash of {LengthOfHash} hexadecimal digits." : "there is one already."
            );
            return;
        }

        _url.Digest = line[1].ToLowerInvariant();
    }

    private void ReadStatusCodes(ConfigLine line)
    {
        for (int i = 1; i < line.Count; i++)
        {
            string[] ends = line[i].Split('-');
            bool isRange =
                ends.Length <= 2
                & int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least)
                & int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int most);
            if (!isRange || least < 100 || most > 599 || least > most)
            {
                remarks.PassedOver(line.Position, line.Keyword, $"'{line[i]}' is neither a status from 100 to 599 nor a range of them.");
                continue;
            }

            _url.StatusCodes.Add((least, most));
        }
    }

    private void ReadRegex(ConfigLine line)
    {
        if (ConfigText.SplitQuoted(line.Text, resolveEscapes: true) is not { Length: 2 } words)
        {
            remarks.PassedOver(line.Position, line.Keyword, "write one expression, in quotes where it holds blanks.");
            return;
        }

        _url.Regex = words[1];
    }

    private void ReadRegexOptions(ConfigLine line)
    {
        for (int i = 1; i < line.Count; i++)
        {
            char option = line[i] switch
            {
                "caseless" => 'i',
                "multiline" => 'm',
                "dotall" => 's',
                "extended" => 'x',
                _ => '\0',
            };
            if (option != '\0')
            {
                _url.RegexOptions.Add(option);
            }
            else
            {
                remarks.NotConverted(line.Position, line.Keyword, $"'{line[i]}' has no like in .NET's expressions.");
            }
        }
    }
}
