using IpvsPS.Health;

namespace IpvsPS.Objects;

/// <summary>How one probe of a real server ended. It names the real server, so that it can be piped on.</summary>
public sealed class IpvsHealthResult : ServicePart
{
    private readonly IpvsPS.IpvsRealServer _server;

    /// <summary>Makes a result, to be filled in.</summary>
    public IpvsHealthResult() => _server = new IpvsPS.IpvsRealServer();

    internal IpvsHealthResult(IpvsPS.IpvsRealServer server, State.IpvsHealthCheck check, IpvsHealthVia via, ProbeResult result)
    {
        _server = server;
        Check = check.ToString();
        Via = via;
        Outcome = result.Outcome;
        Duration = Seconds(result.Duration) ?? 0;
        ConnectTime = Seconds(result.ConnectTime);
        TlsTime = Seconds(result.TlsTime);
        AnswerTime = Seconds(result.AnswerTime);
        StatusCode = result.StatusCode;
        Weight = result.Weight;
        Detail = result.Detail;
        SourceAddress = AddressText.Of(result.SourceAddress);
        CertificateSubject = result.Certificate?.Subject;
        CertificateIssuer = result.Certificate?.Issuer;
        CertificateExpires = result.Certificate is { } shown ? TimeText.Of(shown.Expires) : null;
        CertificateDaysLeft = result.Certificate is { } left ? Math.Floor((left.Expires - DateTime.UtcNow).TotalDays) : null;
        CertificateErrors = result.Certificate?.Errors;
        Time = TimeText.Of(DateTime.UtcNow);
    }

    /// <summary>The real server's address.</summary>
    public string RealAddress
    {
        get => _server.Address.ToString();
        set => _server.Address = AddressText.Read(value) ?? throw new FormatException("A real server has an address.");
    }

    /// <summary>The real server's port, 0 to 65535; the client's own port where it is 0.</summary>
    public int RealPort
    {
        get => _server.Port;
        set => _server.Port = value;
    }

    /// <summary>The check, by its kind and what it asks.</summary>
    public string Check { get; set; } = string.Empty;

    /// <summary>The way of the probe.</summary>
    public IpvsHealthVia Via { get; set; }

    /// <summary>Whether the server answered as wanted; null where the probe could not be made, which says nothing of the server.</summary>
    public bool? Healthy => Outcome == ProbeOutcome.NotMade ? null : Outcome == ProbeOutcome.Passed;

    /// <summary>How the probe ended.</summary>
    public ProbeOutcome Outcome { get; set; }

    /// <summary>From its start to its end, in seconds, without the time it waited for its turn.</summary>
    public double Duration { get; set; }

    /// <summary>From its start to the connection, in seconds; null without one.</summary>
    public double? ConnectTime { get; set; }

    /// <summary>From the connection to the end of the TLS handshake, in seconds; null without one.</summary>
    public double? TlsTime { get; set; }

    /// <summary>From its start to the first of an answer, in seconds; null without one.</summary>
    public double? AnswerTime { get; set; }

    /// <summary>The status of HTTP, SMTP, DNS (RCODE) or gRPC; null where there was none.</summary>
    public int? StatusCode { get; set; }

    /// <summary>The weight that a script asks for the server, 0 or more; null where it asks for none.</summary>
    public int? Weight { get; set; }

    /// <summary>A sentence about a probe that did not pass; null where it did.</summary>
    public string? Detail { get; set; }

    /// <summary>The local address that the probe left from; null where it was not connected.</summary>
    public string? SourceAddress { get; set; }

    /// <summary>Whose the server's certificate is; null without one.</summary>
    public string? CertificateSubject { get; set; }

    /// <summary>Who has signed it; null without one.</summary>
    public string? CertificateIssuer { get; set; }

    /// <summary>When it expires, in ISO 8601 and UTC; null without one.</summary>
    public string? CertificateExpires { get; set; }

    /// <summary>The whole days until then, below 0 when they are over; null without one.</summary>
    public double? CertificateDaysLeft { get; set; }

    /// <summary>What the rules of TLS find wrong with it; null where nothing is.</summary>
    public string? CertificateErrors { get; set; }

    /// <summary>When the probe ended, in ISO 8601 and UTC.</summary>
    public string Time { get; set; } = string.Empty;

    private protected override IpvsServiceItem Item => _server;

    private protected override IpvsPS.NetNamespace? Place
    {
        get => _server.NetNamespace;
        set => _server.NetNamespace = value;
    }

    /// <summary>The real server, the check and how it ended.</summary>
    /// <returns><c>172.17.0.3:80 Http /healthz: Passed</c>.</returns>
    public override string ToString() => $"{_server} {Check}: {Outcome}";

    private static double? Seconds(TimeSpan? time) => time is { } given ? Math.Round(given.TotalSeconds, 6) : null;
}
