using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Health;
using IpvsPS.Namespaces;
using IpvsPS.State;

namespace IpvsPS.Commands;

/// <summary>
/// Test-IpvsRealServer: probes real servers once, all at the same time, and writes how each probe ended, in the servers'
/// order.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsHealthResult))]
[OutputType(typeof(bool))]
public sealed class TestIpvsRealServerCommand : RealServerSelectionCommand
{
    private bool _isHealthy = true;
    private bool _hasAny;

    /// <summary>Real servers as in Suspend-IpvsRealServer; a service that is piped means all of its real servers.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Address")]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public override EndpointPattern[]? RealAddress { get; set; }

    /// <summary>
    /// The checks, which New-IpvsHealthCheck makes, or words such as Tcp. By the service's protocol unless given.
    /// </summary>
    [Parameter]
    [HealthCheckConversion]
    [ArgumentCompleter(typeof(HealthCheckKindCompleter))]
    public Objects.IpvsHealthCheck[]? Check { get; set; }

    /// <summary>The way of the probes; RealServer unless given.</summary>
    [Parameter]
    public IpvsHealthVia Via { get; set; }

    /// <summary>The real server's own network namespace, for -Via Namespace.</summary>
    [Parameter]
    [ArgumentConversion(typeof(NetNamespaceArgument))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public NetNamespaceArgument? RealServerNetNamespace { get; set; }

    /// <summary>How many probes run at once, 1 to 10000; 512 unless given. The others wait, which is not the servers' fault.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 512;

    /// <summary>Writes one Boolean instead: whether every probe has passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        foreach (Objects.IpvsHealthCheck check in Check ?? [])
        {
            HealthChecks.Checked(check.Value);
        }

        if ((Via == IpvsHealthVia.Namespace) != (RealServerNetNamespace is not null))
        {
            throw HealthErrors.ViaNamespace(isMissing: RealServerNetNamespace is null);
        }
    }

    private protected override bool IsMeant(IpvsRealServer server, IpvsService service) =>
        !ProbeMarks.Contains(service.Id)
        && (
            Via != IpvsHealthVia.Service
            || ShouldProcess($"{server} in {server.ServiceId}", "Add an IPVS service of a firewall mark for the time of a probe")
        );

    private protected override void Work(SelectedServers selected)
    {
        foreach (RealServerId id in Via == IpvsHealthVia.Service ? selected.Ids : [])
        {
            HealthChecks.ThrowIfNotThrough(id.Service, Check?.Select(check => check.Value));
        }

        using DataPath? path =
            Via == IpvsHealthVia.Service ? DataPath.Open(selected.Namespace, StateDirectory.Default, Cancellation) : null;
        List<Probe> probes = Plan(selected, path);
        ThrowIfManyInNamespace(probes);
        using NetNamespaceHandle? inside = RealServerNetNamespace is { } own ? NetNamespaceHandle.Open(own.Namespace) : null;
        using var scripts = new ScriptProbes(this, inside ?? selected.Namespace);
        probes.ForEach(probe => scripts.TakeUsing(probe.Check));
        var prober = new Prober(inside ?? selected.Namespace) { Script = scripts.RunAsync };
        int written = 0;
        EngineThread<(int Place, ProbeResult Result)>.Run(
            engine => RunAsync(engine, prober, probes).GetAwaiter().GetResult(),
            told =>
            {
                probes[told.Place].Result = told.Result;
                for (; written < probes.Count && probes[written].Result is { } result; written++)
                {
                    Tell(selected, probes[written], result);
                }
            },
            Cancellation
        );
    }

    private protected override void Finish()
    {
        if (Quiet && _hasAny)
        {
            WriteObject(_isHealthy);
        }
    }

    private List<Probe> Plan(SelectedServers selected, DataPath? path)
    {
        var probes = new List<Probe>();
        foreach (RealServerId id in selected.Ids)
        {
            IEnumerable<State.IpvsHealthCheck> checks = Check is { Length: > 0 } given
                ? given.Select(check => check.Value)
                : [HealthDefaults.CheckFor(id.Service, id.Port)];
            HealthChecks.ThrowIfNotOf(id.Service, checks);
            foreach (State.IpvsHealthCheck check in checks)
            {
                string? problem = null;
                ProbeTarget? target = path is null
                    ? HealthTargets.Of(id, check, isInside: Via == IpvsHealthVia.Namespace)
                    : path.TryAdd(id.Service, selected[id].RealServer, check, out problem);
                probes.Add(
                    new Probe(id, check, target)
                    {
                        Result = problem is null ? null : new ProbeResult(ProbeOutcome.NotMade, TimeSpan.Zero) { Detail = problem },
                    }
                );
            }
        }

        return probes;
    }

    private void ThrowIfManyInNamespace(List<Probe> probes)
    {
        int count = probes.Select(probe => probe.Server).Distinct().Count();
        if (Via == IpvsHealthVia.Namespace && count > 1)
        {
            throw HealthErrors.ManyInNamespace(count);
        }
    }

    /// <summary>The pool grows from whichever thread gives it work, so that this one goes home first.</summary>
    private async Task RunAsync(EngineThread<(int Place, ProbeResult Result)> engine, Prober prober, List<Probe> probes)
    {
        NetNamespaceHandle.Home.EnterOnThisThread();
        var limit = new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = engine.Cancellation };
        await Parallel
            .ForEachAsync(
                Enumerable.Range(0, probes.Count),
                limit,
                async (place, stop) =>
                {
                    ProbeResult result = probes[place].Result ?? await prober.RunAsync(probes[place].Target!, stop).ConfigureAwait(false);
                    engine.Tell((place, result));
                }
            )
            .ConfigureAwait(false);
    }

    private void Tell(SelectedServers selected, Probe probe, ProbeResult result)
    {
        var told = new Objects.IpvsHealthResult(selected[probe.Server], probe.Check, Via, result);
        _hasAny = true;
        _isHealthy &= told.Healthy == true;
        if (result.Outcome == ProbeOutcome.NotMade)
        {
            WriteWarning($"{told} for {probe.Server.Service}, which says nothing about the real server: {result.Detail}");
        }

        bool isExpiring = probe.Check.CertificateWarning is { } warning && result.Certificate?.Expires - DateTime.UtcNow < warning;
        if (isExpiring)
        {
            WriteWarning($"The certificate of {selected[probe.Server]} expires on {told.CertificateExpires}: {told.CertificateSubject}.");
        }

        if (!Quiet)
        {
            WriteObject(told);
        }
    }

    /// <summary>One probe, and how it ended.</summary>
    private sealed class Probe(RealServerId server, State.IpvsHealthCheck check, ProbeTarget? target)
    {
        public RealServerId Server => server;

        public State.IpvsHealthCheck Check => check;

        public ProbeTarget? Target => target;

        public ProbeResult? Result { get; set; }
    }
}
