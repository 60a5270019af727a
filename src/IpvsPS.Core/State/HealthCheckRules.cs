using System.Text;
using System.Text.RegularExpressions;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;

namespace IpvsPS.State;

/// <summary>What is wrong with the definition of a check.</summary>
public enum HealthCheckProblem
{
    /// <summary>Rise is below 1.</summary>
    RiseInvalid,

    /// <summary>Fall is below 1.</summary>
    FallInvalid,

    /// <summary>The time-out, or the time before a certificate's expiry, is not above zero.</summary>
    TimeoutInvalid,

    /// <summary>The interval is shorter than the time-out.</summary>
    IntervalTooShort,

    /// <summary>The fast interval is not above zero, or longer than the interval.</summary>
    FastIntervalInvalid,

    /// <summary>A port is not 1 to 65535.</summary>
    PortInvalid,

    /// <summary>The expression cannot be read, or looks back or around, which can take for ever.</summary>
    MatchInvalid,

    /// <summary>The status codes are neither codes nor ranges of them.</summary>
    StatusCodeInvalid,

    /// <summary>A script check has neither a path nor a text.</summary>
    ScriptPathMissing,

    /// <summary>Bytes are not in hexadecimal.</summary>
    PayloadInvalid,

    /// <summary>The property is not one that this kind of check uses.</summary>
    FieldNotOfKind,

    /// <summary>The path of a request does not begin with a slash, or has a space or a line feed.</summary>
    PathInvalid,

    /// <summary>The word is none of those there are: a method, a version of HTTP, a type of DNS record.</summary>
    WordInvalid,

    /// <summary>A header has no colon, or no name before it.</summary>
    HeaderInvalid,

    /// <summary>The hash is not 32 hexadecimal digits.</summary>
    BodyHashInvalid,

    /// <summary>A name is too long for its protocol.</summary>
    NameTooLong,

    /// <summary>The shortest answer is longer than the longest, or one of them is not 0 to 65535.</summary>
    ReplyLengthInvalid,

    /// <summary>The address that is asked and the one that probes leave from are of two families.</summary>
    FamilyMismatch,

    /// <summary>What must not match is not given.</summary>
    MatchMissing,

    /// <summary>A name that the probe sends has a space or a control character, which would end it there.</summary>
    NameInvalid,

    /// <summary>Authorities are given, and no certificate is verified.</summary>
    VerificationMissing,

    /// <summary>The path of a file does not begin with a slash: a monitor's folder is not its writer's.</summary>
    PathNotFull,
}

/// <summary>Checks the definition of a check before anything is started with it.</summary>
public static partial class HealthCheckRules
{
    /// <summary>IFNAMSIZ of linux/if.h without the zero at its end.</summary>
    private const int LongestLinkName = 15;
    private const int LongestGrpcName = 127;
    private const int LongestDnsName = 253;
    private const int LongestDnsLabel = 63;

    /// <summary>The types of records that a check can ask for, with their numbers (RFC 1035 and later).</summary>
    internal static IReadOnlyDictionary<string, ushort> QueryTypes { get; } =
        new Dictionary<string, ushort>
        {
            ["A"] = 1,
            ["NS"] = 2,
            ["CNAME"] = 5,
            ["SOA"] = 6,
            ["MX"] = 15,
            ["TXT"] = 16,
            ["AAAA"] = 28,
            ["RRSIG"] = 46,
            ["DNSKEY"] = 48,
        };

    /// <summary>An expression takes a time in proportion to the answer's length; .NET refuses those that cannot.</summary>
    private const RegexOptions MatchOptions = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>How long an expression may look at an answer.</summary>
    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(500);

    /// <summary>The first rule that a definition breaks.</summary>
    /// <param name="check">The definition.</param>
    /// <returns>What is wrong and the property that is, or null.</returns>
    public static (HealthCheckProblem Problem, string Field)? Check(IpvsHealthCheck check) =>
        CheckTimes(check) ?? CheckPlaces(check) ?? CheckKind(check) ?? CheckHttp(check) ?? CheckCertificate(check) ?? CheckContent(check);

    /// <summary>
    /// Whether a check asks what a service forwards: a connection of TCP, a datagram of UDP. One that names a port of its own
    /// asks another server of the same host, and every kind may; Icmp and Script ask no port.
    /// </summary>
    /// <param name="check">The check.</param>
    /// <param name="service">The service.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsOfService(IpvsHealthCheck check, IpvsServiceId service) =>
        check.Port is not null
        || service.ProtocolOrNull is not { } protocol
        || check.Kind switch
        {
            IpvsHealthCheckKind.Icmp or IpvsHealthCheckKind.Script => true,
            IpvsHealthCheckKind.Dns => protocol is IpvsProtocol.Udp or IpvsProtocol.Tcp,
            IpvsHealthCheckKind.Udp => protocol == IpvsProtocol.Udp,
            _ => protocol == IpvsProtocol.Tcp,
        };

    /// <summary>Reads <c>200-299,301</c>.</summary>
    /// <param name="text">The codes and ranges of them; null for any code.</param>
    /// <returns>The ranges, both ends included, or null where the text is none.</returns>
    public static IReadOnlyList<(int Least, int Most)>? ReadStatusCodes(string? text)
    {
        var ranges = new List<(int, int)>();
        foreach (string part in (text ?? "100-599").Split(','))
        {
            string[] ends = part.Split('-');
            if (
                ends.Length > 2
                || !int.TryParse(ends[0], out int least)
                || !int.TryParse(ends[^1], out int most)
                || least < 100
                || most > 599
                || least > most
            )
            {
                return null;
            }

            ranges.Add((least, most));
        }

        return ranges;
    }

    /// <summary>
    /// Whether an answer is as the check's expression wants it; any is where the check has none. The runtime keeps the expressions
    /// that were used last, so that not each probe makes them anew.
    /// </summary>
    /// <exception cref="RegexMatchTimeoutException">It takes too long to say.</exception>
    internal static bool IsWanted(IpvsHealthCheck check, ReadOnlySpan<byte> answer) =>
        check.Match is not { } match || Regex.IsMatch(Encoding.UTF8.GetString(answer), match, MatchOptions, MatchTime) != check.MatchAbsent;

    private static (HealthCheckProblem, string)? CheckTimes(IpvsHealthCheck check) =>
        check.Rise < 1 ? (HealthCheckProblem.RiseInvalid, nameof(check.Rise))
        : check.Fall < 1 ? (HealthCheckProblem.FallInvalid, nameof(check.Fall))
        : check.Timeout <= TimeSpan.Zero ? (HealthCheckProblem.TimeoutInvalid, nameof(check.Timeout))
        : check.Interval < check.Timeout ? (HealthCheckProblem.IntervalTooShort, nameof(check.Interval))
        : check.FastInterval is { } fast && (fast <= TimeSpan.Zero || fast > check.Interval)
            ? (HealthCheckProblem.FastIntervalInvalid, nameof(check.FastInterval))
        : null;

    private static (HealthCheckProblem, string)? CheckPlaces(IpvsHealthCheck check) =>
        check.Port is < 1 or > ushort.MaxValue ? (HealthCheckProblem.PortInvalid, nameof(check.Port))
        : check.SourcePort is < 1 or > ushort.MaxValue ? (HealthCheckProblem.PortInvalid, nameof(check.SourcePort))
        : check is { Address: { } to, SourceAddress: { } from } && to.AddressFamily != from.AddressFamily
            ? (HealthCheckProblem.FamilyMismatch, nameof(check.SourceAddress))
        : check.Link is { } link && NameBytes.Encode(link).Length > LongestLinkName ? (HealthCheckProblem.NameTooLong, nameof(check.Link))
        : null;

    private static (HealthCheckProblem, string)? CheckKind(IpvsHealthCheck check)
    {
        if (check.Kind == IpvsHealthCheckKind.Script && string.IsNullOrEmpty(check.ScriptPath) && string.IsNullOrEmpty(check.ScriptText))
        {
            return (HealthCheckProblem.ScriptPathMissing, nameof(check.ScriptPath));
        }

        HealthCheckField? other = HealthCheckField.All.FirstOrDefault(field => field.IsSet(check) && !field.IsOf(check.Kind));
        return other is null ? null : (HealthCheckProblem.FieldNotOfKind, other.Property);
    }

    private static (HealthCheckProblem, string)? CheckHttp(IpvsHealthCheck check)
    {
        if (ReadStatusCodes(check.StatusCode) is null)
        {
            return (HealthCheckProblem.StatusCodeInvalid, nameof(check.StatusCode));
        }

        bool isPath = check.Path.StartsWith('/') && !check.Path.Any(letter => letter <= ' ' || letter == '#');
        string? header = (check.Headers ?? string.Empty)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(line => !HeaderLine().IsMatch(line));
        return check.HostName is { } host && !IsName(host) ? (HealthCheckProblem.NameInvalid, nameof(check.HostName))
            : !isPath ? (HealthCheckProblem.PathInvalid, nameof(check.Path))
            : !Token().IsMatch(check.Method) ? (HealthCheckProblem.WordInvalid, nameof(check.Method))
            : check.HttpVersion is not ("1.0" or "1.1" or "2.0") ? (HealthCheckProblem.WordInvalid, nameof(check.HttpVersion))
            : header is not null ? (HealthCheckProblem.HeaderInvalid, nameof(check.Headers))
            : check.BodyHash is { } hash && (hash.Length != 32 || !hash.All(char.IsAsciiHexDigit))
                ? (HealthCheckProblem.BodyHashInvalid, nameof(check.BodyHash))
            : null;
    }

    private static (HealthCheckProblem, string)? CheckCertificate(IpvsHealthCheck check) =>
        check.ServerName is { } name && !IsName(name) ? (HealthCheckProblem.NameInvalid, nameof(check.ServerName))
        : check.CertificateWarning <= TimeSpan.Zero ? (HealthCheckProblem.TimeoutInvalid, nameof(check.CertificateWarning))
        : check.CaCertificatePath is not { } path ? null
        : !check.VerifyCertificate ? (HealthCheckProblem.VerificationMissing, nameof(check.CaCertificatePath))
        : !path.StartsWith('/') ? (HealthCheckProblem.PathNotFull, nameof(check.CaCertificatePath))
        : null;

    private static (HealthCheckProblem, string)? CheckContent(IpvsHealthCheck check)
    {
        bool isName = check.QueryName.Length <= LongestDnsName && check.QueryName.Split('.').All(label => label.Length <= LongestDnsLabel);
        bool isDnsName =
            check.QueryName == "." || (IsName(check.QueryName) && !$".{check.QueryName}".Contains("..", StringComparison.Ordinal));
        (HealthCheckProblem, string)? problem =
            check.Payload is { } payload && (payload.Length % 2 != 0 || !payload.All(char.IsAsciiHexDigit))
                ? (HealthCheckProblem.PayloadInvalid, nameof(check.Payload))
            : check.ReplyPattern is { } pattern && !pattern.All(letter => char.IsAsciiHexDigit(letter) || letter is 'x' or 'X')
                ? (HealthCheckProblem.PayloadInvalid, nameof(check.ReplyPattern))
            : check.LeastReplyLength < 0 || check.LeastReplyLength > check.MostReplyLength || check.MostReplyLength > ushort.MaxValue
                ? (HealthCheckProblem.ReplyLengthInvalid, nameof(check.LeastReplyLength))
            : check.MatchAbsent && check.Match is null ? (HealthCheckProblem.MatchMissing, nameof(check.MatchAbsent))
            : !QueryTypes.ContainsKey(check.QueryType) ? (HealthCheckProblem.WordInvalid, nameof(check.QueryType))
            : !IsName(check.HeloName) ? (HealthCheckProblem.NameInvalid, nameof(check.HeloName))
            : !isName ? (HealthCheckProblem.NameTooLong, nameof(check.QueryName))
            : !isDnsName ? (HealthCheckProblem.NameInvalid, nameof(check.QueryName))
            : Encoding.UTF8.GetByteCount(check.GrpcService) > LongestGrpcName ? (HealthCheckProblem.NameTooLong, nameof(check.GrpcService))
            : null;
        try
        {
            _ = check.Match is null ? null : new Regex(check.Match, MatchOptions, MatchTime);
            return problem;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return (HealthCheckProblem.MatchInvalid, nameof(check.Match));
        }
    }

    private static bool IsName(string name) => name.Length > 0 && !name.Any(letter => letter <= ' ' || char.IsControl(letter));

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*:[^\r\n]*$")]
    private static partial Regex HeaderLine();

    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex Token();
}
