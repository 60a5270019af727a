using System.Globalization;
using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>
/// Watch-IpvsHealth: probes the real servers of services over and over and writes an object for each thing that happens; with
/// -Apply it also gives them weights accordingly. It runs until it is stopped.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "IpvsHealth", SupportsShouldProcess = true, DefaultParameterSetName = ServiceSet)]
[OutputType(typeof(Objects.IpvsHealthEvent))]
public sealed partial class WatchIpvsHealthCommand : IpvsTableCommand
{
    private const string ServiceSet = "Service";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly NamespaceValues<WatchedNamespace> _watched = new();

    /// <summary>Services by address, address and port, network or wildcard (* and ?).</summary>
    [Parameter(ParameterSetName = ServiceSet, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    [SupportsWildcards]
    public EndpointPattern[]? VirtualAddress { get; set; }

    /// <summary>Only services on this port.</summary>
    [Parameter(ParameterSetName = ServiceSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsVirtualPortCompleter))]
    public int? VirtualPort { get; set; }

    /// <summary>Only services of these protocols; any unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsProtocol[]))]
    public IpvsProtocol[]? Protocol { get; set; }

    /// <summary>The service of this firewall mark, 1 and up.</summary>
    [Parameter(ParameterSetName = ServiceSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    [ValidateOptionalRange(1, uint.MaxValue)]
    [ArgumentCompleter(typeof(IpvsFirewallMarkCompleter))]
    public uint? FirewallMark { get; set; }

    /// <summary>Only services of this address family; any unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressFamily?))]
    public AddressFamily? AddressFamily { get; set; }

    /// <summary>A configuration whose health sections say what is watched; it is read again when it changes, and on SIGHUP.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The same, by a path in which no character is a wildcard.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>The checks, which New-IpvsHealthCheck makes, or words such as Tcp. By the service's protocol unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [HealthCheckConversion]
    [ArgumentCompleter(typeof(HealthCheckKindCompleter))]
    public Objects.IpvsHealthCheck[]? Check { get; set; }

    /// <summary>The sum of weights that must be up, 1 or more; 1 unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateRange(1, uint.MaxValue)]
    public long Quorum { get; set; } = 1;

    /// <summary>How far above quorum the sum must come to gain it, and below it to lose it; 0 unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ValidateRange(0, uint.MaxValue)]
    public long Hysteresis { get; set; }

    /// <summary>How many real servers stay in, though they are down: a number, or a part of them such as 50%.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public string? MinimumHealthy { get; set; }

    /// <summary>The real server that takes over without quorum, by address and port.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentConversion(typeof(EndpointArgument?))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    public EndpointArgument? SorryServer { get; set; }

    /// <summary>How packets reach the sorry server; DirectRoute unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public IpvsForwardingMethod SorryForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>Over how long a real server that was down comes to its full weight: 60s. At once unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentConversion(typeof(Duration?))]
    public Duration? SlowStart { get; set; }

    /// <summary>What becomes of a real server that is down; Quiesce, the weight 0, unless given.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    public HealthFailureAction OnFailure { get; set; }

    /// <summary>The link that has the virtual address while the service has quorum or a sorry server.</summary>
    [Parameter(ParameterSetName = ServiceSet)]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string? AnnounceLink { get; set; }

    /// <summary>The way of the probes: RealServer, or Service; RealServer unless given.</summary>
    [Parameter]
    public IpvsHealthVia Via { get; set; }

    /// <summary>Writes weights, and addresses with -AnnounceLink; without it the command only tells.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>How many probes run at once, 1 to 10000; 512 unless given.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 512;

    /// <summary>Ends after so many events; never unless given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    private bool IsOfFile => ParameterSetName != ServiceSet;

    private protected override void Begin()
    {
        base.Begin();
        foreach (Objects.IpvsHealthCheck check in Check ?? [])
        {
            HealthChecks.Checked(check.Value);
        }

        DrainErrors.ThrowIfNotPositive(SlowStart, nameof(SlowStart), "leave the parameter out for the full weight at once.");
        _ = ReadMinimum();
        if (Via == IpvsHealthVia.Namespace)
        {
            throw HealthErrors.NoMonitorInNamespaces();
        }
    }

    /// <summary>Finds the services that are asked for; one that is named and not there is an error.</summary>
    private protected override void ProcessInScope()
    {
        IReadOnlyList<MonitoredService> services = IsOfFile ? ReadFile() : FindServices();
        if (services.Count == 0)
        {
            return;
        }

        if (Via == IpvsHealthVia.Service)
        {
            HealthChecks.ThrowIfNotThrough(services, IsOfFile ? FindFile() : null);
        }

        _watched.GetOrAdd(Scope, netns => Keep(new WatchedNamespace(netns.Duplicate()))).Add(services);
    }

    private protected override void End()
    {
        bool isMeant =
            _watched.All.Count > 0
            && (
                !Apply
                || ShouldProcess(
                    Quantity.Of(_watched.All.Sum(one => one.Services.Count), "service"),
                    "Set weights of IPVS real servers by their health"
                )
            );
        if (isMeant)
        {
            Watch();
        }
    }

    private IReadOnlyList<MonitoredService> FindServices()
    {
        if (VirtualAddress is not { Length: > 0 } && FirewallMark is null)
        {
            throw HealthErrors.NothingToWatch();
        }

        HealthPolicy policy = ReadPolicy();
        bool isTyped = Parameters.IsTyped(nameof(VirtualAddress));
        ServiceFilter[] filters = ServiceFilter.Of(VirtualAddress, isTyped, VirtualPort, Protocol, FirewallMark, AddressFamily);
        List<IpvsService> all = Client.ListServices().FindAll(service => !ProbeMarks.Contains(service.Id));
        var found = new List<MonitoredService>();
        foreach (ServiceFilter filter in filters)
        {
            List<IpvsService> matching = all.FindAll(service => filter.Matches(service.Id));
            if (matching.Count == 0 && filter.IsLiteral)
            {
                WriteError(IpvsErrors.ServiceNotFound(filter.ToString()).ToErrorRecord(filter.ToString()));
            }

            matching.ForEach(service => HealthChecks.ThrowIfNotOf(service.Id, policy.Checks));
            found.AddRange(matching.Select(service => new MonitoredService(service.Id, policy, WatchedFile.NoWeights)));
        }

        return found;
    }

    private HealthPolicy ReadPolicy()
    {
        (int? count, double? share) = ReadMinimum();
        return new HealthPolicy
        {
            Checks = Check?.Select(check => check.Value).ToArray(),
            Quorum = Quorum,
            Hysteresis = Hysteresis,
            MinimumHealthy = count,
            MinimumHealthyShare = share,
            SlowStart = SlowStart?.Value,
            OnFailure = OnFailure,
            AnnounceLink = AnnounceLink,
            SorryServer = SorryServer?.Endpoint is { Address: { } address } sorry
                ? new RealServer(InetAddress.FromIPAddress(address), (ushort)(sorry.Port ?? 0)) { ForwardingMethod = SorryForwardingMethod }
                : null,
        };
    }

    private (int? Count, double? Share) ReadMinimum() =>
        MinimumHealthy is not { } text ? (null, null)
        : HealthShare.TryParse(text.Trim(), out double share) ? (null, share)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? (count, null)
        : throw HealthErrors.MinimumInvalid(text);

    private IReadOnlyList<MonitoredService> ReadFile() => WatchedFile.Read(FindFile(), WriteWarning);

    private string FindFile() =>
        ParameterSetName == LiteralPathSet ? ConfigurationFiles.FindLiteral(this, LiteralPath) : ConfigurationFiles.Find(this, Path);
}
