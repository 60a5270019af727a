using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.ServiceProxy;
using IpvsPS.ServiceProxy.Live;

namespace IpvsPS.Commands;

/// <summary>
/// Watch-IpvsKubernetesService: keeps this node's kernel as the services of a cluster want it, until it is stopped, and writes an object
/// for each thing that it does.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "IpvsKubernetesService", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsKubernetesEvent))]
public sealed class WatchIpvsKubernetesServiceCommand : KubernetesOptionCommand
{
    private NetNamespace? _scope;
    private int _scopeCount;

    /// <summary>The kubeconfig file; without it, those of KUBECONFIG, the pod's service account, or ~/.kube/config.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the kubeconfig; the current one unless given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KubernetesContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Context { get; set; }

    /// <summary>The address of the API server instead of the one that is found: one that needs no service of this node.</summary>
    [Parameter]
    [ServerConversion]
    public Uri? Server { get; set; }

    /// <summary>How long a real server with connections that is no longer wanted stays at weight 0 before it is removed; 60 s.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration))]
    public Duration DrainTimeout { get; set; } = new(60.0);

    /// <summary>Lets no link answer ARP requests for the addresses of others, as load balancers in layer 2 need it.</summary>
    [Parameter]
    public SwitchParameter StrictArp { get; set; }

    /// <summary>The least time between two syncs: what comes meanwhile is one; 200 ms.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration))]
    public Duration MinimumInterval { get; set; } = new(0.2);

    /// <summary>How often everything is compared with the kernel, and what others changed is made right; 5 minutes.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration))]
    public Duration RepairInterval { get; set; } = new(300.0);

    /// <summary>A file that is written when the first sync is done, and removed at the end.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReadyFile { get; set; }

    /// <summary>Takes everything back at the end; without it the table stays as it is.</summary>
    [Parameter]
    public SwitchParameter ClearOnExit { get; set; }

    /// <summary>Where /healthz and /livez are answered, such as 0.0.0.0:10256; nowhere unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(EndpointArgument?))]
    public EndpointArgument? HealthzBindAddress { get; set; }

    /// <summary>Where /metrics is answered, such as 127.0.0.1:10249; nowhere unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(EndpointArgument?))]
    public EndpointArgument? MetricsBindAddress { get; set; }

    /// <summary>Ends after so many events; never unless given.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>Notes the namespace; the work begins when it is certain that there is one.</summary>
    private protected override void ProcessInScope()
    {
        // Of three, the second says it for all.
        if (++_scopeCount == 2)
        {
            throw new CommandException(
                "IpvsKubernetesNamespaceSeveral",
                ErrorCategory.InvalidArgument,
                "-NetNamespace names several: a node has its services in one. Watch the others in jobs of their own."
            );
        }

        _scope = Scope;
    }

    /// <summary>Asks, and watches.</summary>
    private protected override void End()
    {
        if (_scopeCount != 1)
        {
            return;
        }

        ServiceProxyOptions options = ReadOptions();
        ServiceProxyLoopOptions loop = ReadLoop();
        string? kubeconfig = Kubeconfig is null ? null : ConfigurationFiles.FindLiteral(this, Kubeconfig);
        string? readyFile = ReadyFile is null ? null : ConfigurationFiles.FindLiteral(this, ReadyFile);
        IPEndPoint? health = ReadEndpoint(HealthzBindAddress, nameof(HealthzBindAddress));
        IPEndPoint? metrics = ReadEndpoint(MetricsBindAddress, nameof(MetricsBindAddress));
        using ClusterWatch cluster = ClusterWatch.Open(kubeconfig, Context, Server);
        using NetNamespaceHandle netns = NamespaceStack.With(_scope, open => open.Duplicate());
        if (!ShouldProcess($"node {options.NodeName}", "Keep Kubernetes services"))
        {
            return;
        }

        CheckThatTheTableMayBeAsked();
        WriteVerbose($"Asking {cluster.Server}.");
        cluster.Check(options.NodeName, isWatched: true, Cancellation);
        var run = new KubernetesRun(this, cluster, netns, options)
        {
            Loop = loop,
            ReadyFile = readyFile,
            IsCleared = ClearOnExit,
            Health = health,
            Metrics = metrics,
        };
        run.Watch(Count, Cancellation);
    }

    /// <inheritdoc/>
    private protected override void FollowMore(KubeProxyWishes configuration)
    {
        Kubeconfig ??= configuration.Kubeconfig;
        StrictArp = Parameters.IsTyped(nameof(StrictArp)) ? StrictArp : configuration.IsStrictArp;
        MinimumInterval = Of(nameof(MinimumInterval), configuration.MinimumInterval, MinimumInterval);
        RepairInterval = Of(nameof(RepairInterval), configuration.RepairInterval, RepairInterval);
        HealthzBindAddress ??= Of(configuration.HealthzBindAddress, "healthzBindAddress");
        MetricsBindAddress ??= Of(configuration.MetricsBindAddress, "metricsBindAddress");
    }

    /// <summary>Who may not ask IPVS is told so before the cluster is asked.</summary>
    private void CheckThatTheTableMayBeAsked() =>
        _ = NamespaceStack.With(
            _scope,
            netns =>
            {
                using IpvsClient client = IpvsClient.Open(netns, Cancellation);
                return client.GetTimeouts();
            }
        );

    private ServiceProxyLoopOptions ReadLoop() =>
        new()
        {
            Sync = ReadSettings(DrainTimeout, StrictArp),
            MinimumInterval = NotBelow(MinimumInterval, TimeSpan.Zero, nameof(MinimumInterval), "0 seconds"),
            RepairInterval = NotBelow(RepairInterval, TimeSpan.FromSeconds(1), nameof(RepairInterval), "1 second"),
        };

    private Duration Of(string parameter, TimeSpan? configured, Duration present) =>
        configured is { } time && !Parameters.IsTyped(parameter) ? new Duration(time) : present;

    private static EndpointArgument? Of(string? configured, string field)
    {
        try
        {
            return configured is null ? null : EndpointArgument.Parse(configured);
        }
        catch (FormatException e)
        {
            throw new CommandException(
                "IpvsKubernetesKubeconfigInvalid",
                ErrorCategory.InvalidData,
                $"-KubeProxyConfiguration: {field}: {e.Message}"
            );
        }
    }

    private static TimeSpan NotBelow(Duration given, TimeSpan least, string parameter, string words) =>
        given.Value >= least
            ? given.Value
            : throw new CommandException(
                "IpvsKubernetesIntervalInvalid",
                ErrorCategory.InvalidArgument,
                $"-{parameter} is a time of {words} or more, such as 500ms or 5m."
            );

    private static IPEndPoint? ReadEndpoint(EndpointArgument? given, string parameter) =>
        given is not { } endpoint ? null
        : endpoint.Endpoint is { Address: { } address, Port: > 0 and { } port } ? new IPEndPoint(address, port)
        : throw new CommandException(
            "IpvsKubernetesPortMissing",
            ErrorCategory.InvalidArgument,
            $"-{parameter} {endpoint} has no port: write an address and a port, such as 127.0.0.1:10249."
        );
}
