using System.Net;

namespace IpvsPS.State;

/// <summary>What a health check asks of a real server.</summary>
public enum IpvsHealthCheckKind
{
    /// <summary>A TCP connection is accepted.</summary>
    Tcp,

    /// <summary>A TLS handshake succeeds.</summary>
    Tls,

    /// <summary>An HTTP request is answered as wanted.</summary>
    Http,

    /// <summary>An HTTP request over TLS is answered as wanted.</summary>
    Https,

    /// <summary>grpc.health.v1.Health/Check answers SERVING.</summary>
    Grpc,

    /// <summary>A DNS query is answered without error.</summary>
    Dns,

    /// <summary>A datagram is answered, or not refused by a host that answers an ICMP echo request.</summary>
    Udp,

    /// <summary>An SMTP server greets and answers HELO.</summary>
    Smtp,

    /// <summary>An ICMP echo request is answered.</summary>
    Icmp,

    /// <summary>A script or program says so.</summary>
    Script,
}

/// <summary>
/// The definition of a health check: what is asked, how often, and how many answers count. It holds text and numbers only,
/// so that two of the same content are equal and a check can be kept in a file. A property that its kind does not use is
/// at its default.
/// </summary>
public sealed record IpvsHealthCheck
{
    /// <summary>What is asked.</summary>
    public IpvsHealthCheckKind Kind { get; init; } = IpvsHealthCheckKind.Tcp;

    /// <summary>The address that is asked; null for the real server's own.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The port that is asked, 1 to 65535 in host order; null for the real server's own.</summary>
    public int? Port { get; init; }

    /// <summary>From one probe to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From one probe to the next while the state is about to change; null for <see cref="Interval"/>.</summary>
    public TimeSpan? FastInterval { get; init; }

    /// <summary>How long a whole probe may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many probes in a row must pass before a server that is down comes up, at least 1.</summary>
    public int Rise { get; init; } = 2;

    /// <summary>How many probes in a row must fail before a server that is up goes down, at least 1.</summary>
    public int Fall { get; init; } = 3;

    /// <summary>Whether a server is down until the check has passed; else it is up until it has failed.</summary>
    public bool StartsDown { get; init; }

    /// <summary>The local address that probes leave from; null for the kernel's choice.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>The local port that probes leave from; null for a new one each time.</summary>
    public int? SourcePort { get; init; }

    /// <summary>The link that probes leave by; null for the one that routes say.</summary>
    public string? Link { get; init; }

    /// <summary>The firewall mark on the probe's packets (SO_MARK); null for none.</summary>
    public uint? FirewallMark { get; init; }

    /// <summary>Http and Https: the path with the query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Http and Https: the request's method.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Http and Https: the version of HTTP that is spoken: 1.0, 1.1 or 2.0.</summary>
    public string HttpVersion { get; init; } = "1.1";

    /// <summary>Http, Https and Grpc: the Host header; null for the address.</summary>
    public string? HostName { get; init; }

    /// <summary>Http and Https: further headers, a line each, as <c>Name: value</c>.</summary>
    public string? Headers { get; init; }

    /// <summary>Http and Https: the status codes that pass, such as <c>200-299,301</c>; null for any where the body decides.</summary>
    public string? StatusCode { get; init; } = "200-299";

    /// <summary>Http, Https and Udp: a regular expression that the answer must match; null for any answer.</summary>
    public string? Match { get; init; }

    /// <summary>Whether the answer must not match <see cref="Match"/>.</summary>
    public bool MatchAbsent { get; init; }

    /// <summary>
    /// Http and Https: the MD5 hash of the body in 32 hexadecimal digits, as keepalived's genhash prints it; null for any
    /// body.
    /// </summary>
    public string? BodyHash { get; init; }

    /// <summary>Tls, Https and Grpc: the name in the handshake (SNI) and in the certificate; null for none.</summary>
    public string? ServerName { get; init; }

    /// <summary>Grpc: whether TLS is spoken.</summary>
    public bool UseTls { get; init; }

    /// <summary>Tls, Https and Grpc: whether the certificate must be valid for <see cref="ServerName"/> and trusted.</summary>
    public bool VerifyCertificate { get; init; }

    /// <summary>
    /// Tls, Https and Grpc: the full path of a file with the certificates, in PEM, of the authorities that are trusted where a
    /// certificate is verified; null for those that this host trusts.
    /// </summary>
    public string? CaCertificatePath { get; init; }

    /// <summary>Tls, Https and Grpc: from when before its expiry a certificate is warned of; null for never.</summary>
    public TimeSpan? CertificateWarning { get; init; }

    /// <summary>Grpc: the service that is asked after; empty for the whole server.</summary>
    public string GrpcService { get; init; } = string.Empty;

    /// <summary>Dns: the name that is asked for; <c>.</c> is the root.</summary>
    public string QueryName { get; init; } = ".";

    /// <summary>Dns: the type of record: A, NS, CNAME, SOA, MX, TXT, AAAA, RRSIG or DNSKEY.</summary>
    public string QueryType { get; init; } = "SOA";

    /// <summary>Udp: what is sent, in hexadecimal digits; null for an empty datagram.</summary>
    public string? Payload { get; init; }

    /// <summary>Udp: whether an answer must come; else a server passes that refuses nothing and answers an echo request.</summary>
    public bool RequireReply { get; init; }

    /// <summary>Udp: how the answer must begin, in hexadecimal digits with X for any digit; null for any answer.</summary>
    public string? ReplyPattern { get; init; }

    /// <summary>Udp: how many bytes the answer must have at least.</summary>
    public int LeastReplyLength { get; init; }

    /// <summary>Udp: how many bytes the answer may have at most, 0 to 65535.</summary>
    public int MostReplyLength { get; init; } = ushort.MaxValue;

    /// <summary>Smtp: the name behind HELO.</summary>
    public string HeloName { get; init; } = "localhost";

    /// <summary>Script: the path of the script or program.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>Script: the script itself, where it is in no file; null where it is.</summary>
    public string? ScriptText { get; init; }

    /// <summary>Script: its arguments, a line each.</summary>
    public string? ScriptArguments { get; init; }

    /// <summary>
    /// Script: whether its exit code sets the weight, as keepalived's misc_dynamic: 0 for the full weight, 2 and up for that
    /// number less 2. The weight is set and never added to, however often the script runs or is stopped.
    /// </summary>
    public bool SetsWeight { get; init; }

    /// <summary>The kind and what it asks.</summary>
    /// <returns><c>Http /healthz</c>, <c>Tcp</c>, <c>Dns . SOA</c>.</returns>
    public override string ToString()
    {
        string asks = Kind switch
        {
            IpvsHealthCheckKind.Http or IpvsHealthCheckKind.Https => $" {Path}",
            IpvsHealthCheckKind.Dns => $" {QueryName} {QueryType}",
            IpvsHealthCheckKind.Script when ScriptPath is not null => $" {ScriptPath}",
            IpvsHealthCheckKind.Grpc when GrpcService.Length > 0 => $" {GrpcService}",
            _ => string.Empty,
        };
        return Port is null ? $"{Kind}{asks}" : $"{Kind}{asks} on port {Port}";
    }
}
