using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Metrics;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>Whose names metrics have.</summary>
public enum IpvsMetricCompatibility
{
    /// <summary>The module's own, which docs/metrics.md lists.</summary>
    None,

    /// <summary>Those of node_exporter's ipvs collector.</summary>
    NodeExporter,
}

/// <summary>What Export-IpvsMetric and Start-IpvsMetricServer share: whose tables, and which metrics.</summary>
public abstract class MetricCommand : ScopedCommand
{
    private readonly NamespaceValues<NetNamespaceHandle> _namespaces = new();

    /// <summary>The series of each real server too: up to fifteen a real server. Services alone unless given.</summary>
    [Parameter]
    public SwitchParameter RealServer { get; set; }

    /// <summary>
    /// What real servers are added up to: Service unless given; Address adds up those of each address too, the hosts that they are on.
    /// </summary>
    [Parameter]
    public MetricAggregate Aggregate { get; set; }

    /// <summary>The connections by state too, for which the connection table is read.</summary>
    [Parameter]
    public SwitchParameter ConnectionState { get; set; }

    /// <summary>NodeExporter writes the metrics of node_exporter's ipvs collector by their names, and no other.</summary>
    [Parameter]
    public IpvsMetricCompatibility Compatible { get; set; }

    /// <summary>The namespaces, as an object of the module shows them.</summary>
    private protected string? NamespaceText =>
        string.Join(',', _namespaces.All.Select(netns => Session.NetNamespaceText.Of(netns.Namespace)));

    /// <summary>How many namespaces are asked for.</summary>
    private protected int NamespaceCount => _namespaces.All.Count;

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => IpvsErrors.Describe(refusal, target);

    private protected override void Begin()
    {
        base.Begin();
        if (Compatible == IpvsMetricCompatibility.NodeExporter && (ConnectionState || Aggregate != MetricAggregate.Service))
        {
            WriteWarning("-Compatible NodeExporter writes node_exporter's metrics and no other: -ConnectionState and -Aggregate add none.");
        }
    }

    /// <summary>Notes the namespace.</summary>
    private protected sealed override void ProcessInScope() => _namespaces.GetOrAdd(Scope, netns => Keep(netns.Duplicate()));

    /// <summary>What reads and writes the metrics. The label netns tells several namespaces apart; one alone has none.</summary>
    private protected MetricExporter MakeExporter()
    {
        var options = new MetricOptions
        {
            HasRealServers = RealServer,
            Aggregate = Aggregate,
            HasConnectionStates = ConnectionState,
            IsNodeExporter = Compatible == IpvsMetricCompatibility.NodeExporter,
        };
        bool hasLabel = NamespaceCount > 1;
        return new MetricExporter(
            [.. _namespaces.All.Select(netns => new MetricSource(netns, hasLabel ? Session.NetNamespaceText.Of(netns.Namespace) : null))],
            options
        );
    }
}
