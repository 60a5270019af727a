using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>New-IpvsHealthCheck: makes the definition of a check, which starts nothing.</summary>
[Cmdlet(VerbsCommon.New, "IpvsHealthCheck")]
[OutputType(typeof(Objects.IpvsHealthCheck))]
public sealed class NewIpvsHealthCheckCommand : CancellableCommand
{
    /// <summary>What a real server is asked.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsHealthCheckKind))]
    public IpvsHealthCheckKind Kind { get; set; }

    /// <summary>The address to ask instead of the real server's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    public AddressArgument? TargetAddress { get; set; }

    /// <summary>The port to ask, 1 to 65535, instead of the real server's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? Port { get; set; }

    /// <summary>From one probe to the next: 5, 500ms, 1m. 5 seconds unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Interval { get; set; }

    /// <summary>The same while the state is about to change: 1s. As -Interval unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? FastInterval { get; set; }

    /// <summary>How long a whole probe may take, at most -Interval. 2 seconds unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? Timeout { get; set; }

    /// <summary>How many probes in a row must pass before a server that is down comes up. 2 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? Rise { get; set; }

    /// <summary>How many probes in a row must fail before a server that is up goes down. 3 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? Fall { get; set; }

    /// <summary>Counts a server as down until the check has passed. Else it is up until the check has failed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter StartDown { get; set; }

    /// <summary>The local address that probes leave from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? SourceAddress { get; set; }

    /// <summary>The local port that probes leave from, 1 to 65535. A new one each time unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? SourcePort { get; set; }

    /// <summary>The link that probes leave by, whatever the routes say.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string? LinkName { get; set; }

    /// <summary>The firewall mark that the probe's packets get.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    public uint? FirewallMark { get; set; }

    /// <summary>Http and Https: the path with the query, /healthz?full=1. / unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <summary>Http and Https: the request's method. GET unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(HttpMethodCompleter))]
    public string? Method { get; set; }

    /// <summary>Http and Https: the version that is spoken: 1.0, 1.1 or 2.0. 1.1 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("1.0", "1.1", "2.0")]
    public string? HttpVersion { get; set; }

    /// <summary>Http, Https and Grpc: the Host header. The address unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? HostName { get; set; }

    /// <summary>Http and Https: further headers, a text each, 'X-Probe: 1', or a table: @{ 'X-Probe' = 1 }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [HeaderConversion]
    public string[]? Header { get; set; }

    /// <summary>Http and Https: the status codes that pass: 200-299,301. 200-299 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CommaConversion]
    public string? StatusCode { get; set; }

    /// <summary>Http, Https and Udp: a regular expression that the first 64 KiB of the answer must match.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Match { get; set; }

    /// <summary>Has an answer fail that matches -Match.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter MatchAbsent { get; set; }

    /// <summary>Http and Https: the MD5 hash of the body, as keepalived's genhash prints it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? BodyHash { get; set; }

    /// <summary>Tls, Https and Grpc: the name in the handshake (SNI), and in the certificate where it is verified.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ServerName { get; set; }

    /// <summary>Grpc: speaks TLS.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter UseTls { get; set; }

    /// <summary>Tls, Https and Grpc: has a certificate fail that has expired, is not for -ServerName, or is not trusted here.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter VerifyCertificate { get; set; }

    /// <summary>
    /// Tls, Https and Grpc, with -VerifyCertificate: a file in PEM with the certificates of the authorities that are trusted. Those
    /// that this host trusts unless given.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? CaCertificatePath { get; set; }

    /// <summary>Tls, Https and Grpc: from when before its expiry a certificate is warned of: 14d.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? CertificateWarning { get; set; }

    /// <summary>Grpc: the service that is asked after. The whole server unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? GrpcService { get; set; }

    /// <summary>Dns: the name that is asked for. The root unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? QueryName { get; set; }

    /// <summary>Dns: the type of record. SOA unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("A", "NS", "CNAME", "SOA", "MX", "TXT", "AAAA", "RRSIG", "DNSKEY")]
    public string? QueryType { get; set; }

    /// <summary>Udp: what is sent, in hexadecimal digits. An empty datagram unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Payload { get; set; }

    /// <summary>Udp: has a server fail that does not answer. Else one passes that refuses nothing and answers an echo request.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter RequireReply { get; set; }

    /// <summary>Udp: how the answer must begin, in hexadecimal digits with X for any digit.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ReplyPattern { get; set; }

    /// <summary>Udp: how many bytes the answer must have at least.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? LeastReplyLength { get; set; }

    /// <summary>Udp: how many bytes the answer may have at most.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    public int? MostReplyLength { get; set; }

    /// <summary>Smtp: the name behind HELO. localhost unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? HeloName { get; set; }

    /// <summary>Script: the path of a script of PowerShell (.ps1) or of a program, whose exit code 0 passes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ScriptPath { get; set; }

    /// <summary>Script: the arguments of the script or program.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? ArgumentList { get; set; }

    /// <summary>Script: a block, which gets the real server as its parameter and says $true or $false.</summary>
    [Parameter]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>
    /// Script: the exit code 2 and up passes and sets the weight, to the code less 2; so does an object with the property Weight.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(SwitchParameter))]
    public SwitchParameter SetsWeight { get; set; }

    /// <summary>Writes the check, or says what of it cannot be.</summary>
    private protected override void Process()
    {
        var check = new State.IpvsHealthCheck { ScriptText = ScriptBlock?.ToString() };
        CaCertificatePath = string.IsNullOrEmpty(CaCertificatePath) ? CaCertificatePath : InFull(CaCertificatePath);

        // A bare word is a program of PATH, unless the file is here.
        ScriptPath = !string.IsNullOrEmpty(ScriptPath) && File.Exists(InFull(ScriptPath)) ? InFull(ScriptPath) : ScriptPath;

        foreach (HealthCheckField field in HealthCheckField.All)
        {
            string name = HealthErrors.NameOf(field);
            if (Parameters.IsGiven(name) && GetType().GetProperty(name)?.GetValue(this) is { } value && !IsEmptyCell(name, value))
            {
                check = field.Set(check, HealthChecks.ToCore(field, value));
            }
        }

        WriteObject(new Objects.IpvsHealthCheck(HealthChecks.Checked(check)));
    }

    /// <summary>A probe knows neither the session's folder nor its drives.</summary>
    private string InFull(string path) => GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>A check that is piped has every property, and PowerShell makes an empty text of null, as CSV does.</summary>
    private bool IsEmptyCell(string name, object value) => Parameters.IsPiped(name) && value is "" or string[] and ([] or [null or ""]);
}
