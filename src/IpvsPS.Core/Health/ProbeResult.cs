using System.Net;

namespace IpvsPS.Health;

/// <summary>How a probe ended.</summary>
public enum ProbeOutcome
{
    /// <summary>The answer is as wanted.</summary>
    Passed,

    /// <summary>No connection came about in time.</summary>
    TimedOutConnecting,

    /// <summary>The connection or datagram was refused.</summary>
    Refused,

    /// <summary>No way leads to the address.</summary>
    Unreachable,

    /// <summary>The connection was reset after it had come about.</summary>
    ResetByPeer,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The certificate has expired, is for another name or is not trusted.</summary>
    CertificateInvalid,

    /// <summary>The connection came about, and the answer did not in time.</summary>
    TimedOutReading,

    /// <summary>The answer is not of the protocol, or ends too early.</summary>
    ProtocolError,

    /// <summary>The answer's status is not one that passes.</summary>
    WrongStatus,

    /// <summary>The answer's content is not as wanted.</summary>
    WrongContent,

    /// <summary>The script said no, or failed.</summary>
    ScriptFailed,

    /// <summary>The probe could not be made: it says nothing about the server.</summary>
    NotMade,
}

/// <summary>How one probe ended, with its times.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">From its start to its end, without the time it waited for its turn.</param>
public sealed record ProbeResult(ProbeOutcome Outcome, TimeSpan Duration)
{
    /// <summary>From the start to the connection; null without one.</summary>
    public TimeSpan? ConnectTime { get; init; }

    /// <summary>From the connection to the end of the TLS handshake; null without one.</summary>
    public TimeSpan? TlsTime { get; init; }

    /// <summary>The status of HTTP, SMTP or DNS (RCODE); null where there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>A sentence about a probe that did not pass; null where it passed.</summary>
    public string? Detail { get; init; }

    /// <summary>From the start to the first of an answer to HTTP, gRPC, SMTP, DNS or UDP; null without one.</summary>
    public TimeSpan? AnswerTime { get; init; }

    /// <summary>The weight that a script asks for its server, 0 or more; null where it asks for none.</summary>
    public int? Weight { get; init; }

    /// <summary>The server's certificate; null without one.</summary>
    public ProbeCertificate? Certificate { get; init; }

    /// <summary>The local address that the probe left from; null where none was connected.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>Whether the server answered as wanted.</summary>
    public bool IsPassed => Outcome == ProbeOutcome.Passed;
}

/// <summary>The certificate that a server showed.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who has signed it.</param>
/// <param name="Expires">When it expires, in UTC.</param>
/// <param name="Errors">What the rules of TLS find wrong with it; null where nothing is.</param>
public sealed record ProbeCertificate(string Subject, string Issuer, DateTime Expires, string? Errors);
