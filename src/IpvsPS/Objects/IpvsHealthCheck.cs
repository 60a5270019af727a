using IpvsPS.State;

namespace IpvsPS.Objects;

/// <summary>A health check as New-IpvsHealthCheck writes it. What its kind does not use is at its default.</summary>
public sealed class IpvsHealthCheck
{
    private State.IpvsHealthCheck _check = new();

    /// <summary>Makes a check with the defaults, to be filled in.</summary>
    public IpvsHealthCheck() { }

    internal IpvsHealthCheck(State.IpvsHealthCheck check) => _check = check;

    internal State.IpvsHealthCheck Value => _check;

    /// <summary>What is asked of a real server.</summary>
    public IpvsHealthCheckKind Kind
    {
        get => _check.Kind;
        set => _check = _check with { Kind = value };
    }

    /// <summary>The address that is asked; null for the real server's own.</summary>
    public string? TargetAddress
    {
        get => AddressText.Of(_check.Address);
        set => _check = _check with { Address = AddressText.Read(value) };
    }

    /// <summary>The port that is asked, 1 to 65535; null for the real server's own.</summary>
    public int? Port
    {
        get => _check.Port;
        set => _check = _check with { Port = value };
    }

    /// <summary>From one probe to the next, in seconds.</summary>
    public double Interval
    {
        get => _check.Interval.TotalSeconds;
        set => _check = _check with { Interval = TimeText.OfSeconds(value) };
    }

    /// <summary>The same while the state is about to change; null for Interval.</summary>
    public double? FastInterval
    {
        get => _check.FastInterval?.TotalSeconds;
        set => _check = _check with { FastInterval = value is { } seconds ? TimeText.OfSeconds(seconds) : null };
    }

    /// <summary>How long a whole probe may take, in seconds.</summary>
    public double Timeout
    {
        get => _check.Timeout.TotalSeconds;
        set => _check = _check with { Timeout = TimeText.OfSeconds(value) };
    }

    /// <summary>How many probes in a row must pass before a server that is down comes up.</summary>
    public int Rise
    {
        get => _check.Rise;
        set => _check = _check with { Rise = value };
    }

    /// <summary>How many probes in a row must fail before a server that is up goes down.</summary>
    public int Fall
    {
        get => _check.Fall;
        set => _check = _check with { Fall = value };
    }

    /// <summary>Whether a server is down until the check has passed.</summary>
    public bool StartDown
    {
        get => _check.StartsDown;
        set => _check = _check with { StartsDown = value };
    }

    /// <summary>The local address that probes leave from; null for the kernel's choice.</summary>
    public string? SourceAddress
    {
        get => AddressText.Of(_check.SourceAddress);
        set => _check = _check with { SourceAddress = AddressText.Read(value) };
    }

    /// <summary>The local port that probes leave from; null for a new one each time.</summary>
    public int? SourcePort
    {
        get => _check.SourcePort;
        set => _check = _check with { SourcePort = value };
    }

    /// <summary>The link that probes leave by; null for the one that routes say.</summary>
    public string? LinkName
    {
        get => _check.Link;
        set => _check = _check with { Link = value };
    }

    /// <summary>The firewall mark on the probe's packets; null for none.</summary>
    public uint? FirewallMark
    {
        get => _check.FirewallMark;
        set => _check = _check with { FirewallMark = value };
    }

    /// <summary>Http and Https: the path with the query.</summary>
    public string Path
    {
        get => _check.Path;
        set => _check = _check with { Path = value };
    }

    /// <summary>Http and Https: the request's method.</summary>
    public string Method
    {
        get => _check.Method;
        set => _check = _check with { Method = value };
    }

    /// <summary>Http and Https: 1.0, 1.1 or 2.0.</summary>
    public string HttpVersion
    {
        get => _check.HttpVersion;
        set => _check = _check with { HttpVersion = value };
    }

    /// <summary>Http, Https and Grpc: the Host header; null for the address.</summary>
    public string? HostName
    {
        get => _check.HostName;
        set => _check = _check with { HostName = value };
    }

    /// <summary>Http and Https: further headers, a line each; null for none.</summary>
    public string? Header
    {
        get => _check.Headers;
        set => _check = _check with { Headers = value };
    }

    /// <summary>Http and Https: the status codes that pass.</summary>
    public string? StatusCode
    {
        get => _check.StatusCode;
        set => _check = _check with { StatusCode = value };
    }

    /// <summary>Http, Https and Udp: an expression that the answer must match; null for any answer.</summary>
    public string? Match
    {
        get => _check.Match;
        set => _check = _check with { Match = value };
    }

    /// <summary>Whether the answer must not match Match.</summary>
    public bool MatchAbsent
    {
        get => _check.MatchAbsent;
        set => _check = _check with { MatchAbsent = value };
    }

    /// <summary>Http and Https: the MD5 hash of the body; null for any.</summary>
    public string? BodyHash
    {
        get => _check.BodyHash;
        set => _check = _check with { BodyHash = value };
    }

    /// <summary>Tls, Https and Grpc: the name in the handshake and in the certificate; null for none.</summary>
    public string? ServerName
    {
        get => _check.ServerName;
        set => _check = _check with { ServerName = value };
    }

    /// <summary>Grpc: whether TLS is spoken.</summary>
    public bool UseTls
    {
        get => _check.UseTls;
        set => _check = _check with { UseTls = value };
    }

    /// <summary>Tls, Https and Grpc: whether the certificate must be valid and trusted.</summary>
    public bool VerifyCertificate
    {
        get => _check.VerifyCertificate;
        set => _check = _check with { VerifyCertificate = value };
    }

    /// <summary>Tls, Https and Grpc: the path of a file in PEM with the authorities that are trusted; null for the host's.</summary>
    public string? CaCertificatePath
    {
        get => _check.CaCertificatePath;
        set => _check = _check with { CaCertificatePath = string.IsNullOrEmpty(value) ? null : value };
    }

    /// <summary>Tls, Https and Grpc: so many seconds before its expiry a certificate is warned of; null for never.</summary>
    public double? CertificateWarning
    {
        get => _check.CertificateWarning?.TotalSeconds;
        set => _check = _check with { CertificateWarning = value is { } seconds ? TimeText.OfSeconds(seconds) : null };
    }

    /// <summary>Grpc: the service that is asked after; empty for the whole server.</summary>
    public string GrpcService
    {
        get => _check.GrpcService;
        set => _check = _check with { GrpcService = value };
    }

    /// <summary>Dns: the name that is asked for.</summary>
    public string QueryName
    {
        get => _check.QueryName;
        set => _check = _check with { QueryName = value };
    }

    /// <summary>Dns: the type of record.</summary>
    public string QueryType
    {
        get => _check.QueryType;
        set => _check = _check with { QueryType = value };
    }

    /// <summary>Udp: what is sent, in hexadecimal digits; null for an empty datagram.</summary>
    public string? Payload
    {
        get => _check.Payload;
        set => _check = _check with { Payload = value };
    }

    /// <summary>Udp: whether an answer must come.</summary>
    public bool RequireReply
    {
        get => _check.RequireReply;
        set => _check = _check with { RequireReply = value };
    }

    /// <summary>Udp: how the answer must begin; null for any answer.</summary>
    public string? ReplyPattern
    {
        get => _check.ReplyPattern;
        set => _check = _check with { ReplyPattern = value };
    }

    /// <summary>Udp: how many bytes the answer must have at least.</summary>
    public int LeastReplyLength
    {
        get => _check.LeastReplyLength;
        set => _check = _check with { LeastReplyLength = value };
    }

    /// <summary>Udp: how many bytes the answer may have at most.</summary>
    public int MostReplyLength
    {
        get => _check.MostReplyLength;
        set => _check = _check with { MostReplyLength = value };
    }

    /// <summary>Smtp: the name behind HELO.</summary>
    public string HeloName
    {
        get => _check.HeloName;
        set => _check = _check with { HeloName = value };
    }

    /// <summary>Script: the path of the script or program; null where the check has its text.</summary>
    public string? ScriptPath
    {
        get => _check.ScriptPath;
        set => _check = _check with { ScriptPath = value };
    }

    /// <summary>Script: its arguments, a line each; null for none.</summary>
    public string? ArgumentList
    {
        get => _check.ScriptArguments;
        set => _check = _check with { ScriptArguments = value };
    }

    /// <summary>Script: the script's text; null where it is in a file.</summary>
    public string? ScriptBlock
    {
        get => _check.ScriptText;
        set => _check = _check with { ScriptText = value };
    }

    /// <summary>Script: whether its exit code, or the property Weight of what it writes, sets the server's weight.</summary>
    public bool SetsWeight
    {
        get => _check.SetsWeight;
        set => _check = _check with { SetsWeight = value };
    }

    /// <inheritdoc cref="State.IpvsHealthCheck.ToString"/>
    public override string ToString() => _check.ToString();
}
