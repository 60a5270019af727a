using System.Management.Automation;
using System.Runtime.ExceptionServices;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using IpvsPS.Objects;
using IpvsPS.State;
using IpvsPS.Statistics;

namespace IpvsPS.Commands;

/// <summary>
/// Watch-IpvsStatistic: reads the counters again and again and writes what has come to them, with exact rates
/// (<c>watch ipvsadm -Ln --rate</c>). It ends with -Count, Ctrl-C, or when what is downstream wants no more.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "IpvsStatistic")]
[OutputType(typeof(IpvsStatisticSample))]
public sealed class WatchIpvsStatisticCommand : StatisticCommand
{
    private readonly NamespaceValues<WatchedTable> _tables = new();

    /// <summary>Real servers by address, address and port, network or wildcard (* and ?), without their services.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(EndpointPattern[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public EndpointPattern[]? RealAddress { get; set; }

    /// <summary>Real servers on this port, without their services.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? RealPort { get; set; }

    /// <summary>The order of each time's samples. Connections where -Top is given, else Name, unless given.</summary>
    [Parameter]
    public IpvsStatisticOrder? SortBy { get; set; }

    /// <summary>Only what differs from the time before.</summary>
    [Parameter]
    public SwitchParameter Changed { get; set; }

    private protected override void ProcessInScope()
    {
        EndpointFilter servers = FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort));
        ForEachWanted(filter => Table().Want(filter, servers));
    }

    /// <summary>Watches what was asked for.</summary>
    private protected override void End()
    {
        if (_tables.All.Count == 0)
        {
            return;
        }

        IpvsStatisticOrder order = SortBy ?? (Top is null ? IpvsStatisticOrder.Name : IpvsStatisticOrder.Connections);
        var selection = new SampleSelection(order, Top, Changed);
        WriteVerbose($"Reading the IPVS counters every {StatisticErrors.IntervalOf(Interval).TotalSeconds} seconds.");
        EngineThread<Reading>.Run(
            Watch,
            reading =>
            {
                if (reading.Failure is { } failure)
                {
                    TryInput(reading.Namespace, failure.Throw);
                }

                foreach (IpvsStatisticSample sample in selection.Select(reading.Groups))
                {
                    WriteObject(sample);
                }
            },
            Cancellation
        );
    }

    private WatchedTable Table() => _tables.GetOrAdd(Scope, netns => Keep(new WatchedTable(netns, RealServer)));

    /// <summary>
    /// Runs beside the pipeline. While what was read before is not written yet it reads nothing: the next sample is then of a
    /// longer time, and nothing is lost.
    /// </summary>
    private void Watch(EngineThread<Reading> engine)
    {
        List<WatchedTable> tables = [.. _tables.All];
        Read(engine, tables);
        var pace = new Pace(StatisticErrors.IntervalOf(Interval), TimeProvider.System);
        for (int done = 0; tables.Count > 0 && (Count is null || done < Count); )
        {
            pace.Wait(engine.Cancellation);
            if (!engine.HasUntold)
            {
                engine.Tell(new Reading(Read(engine, tables)));
                done++;
            }
        }
    }

    /// <summary>Reads every table; one that cannot be read is told once and watched no more.</summary>
    private static List<IpvsStatisticSample[]> Read(EngineThread<Reading> engine, List<WatchedTable> tables)
    {
        var groups = new List<IpvsStatisticSample[]>();
        tables.RemoveAll(table =>
        {
            try
            {
                groups.AddRange(table.Read(engine.Cancellation));
                return false;
            }
            catch (Exception e) when (e is NetNamespaceException or NetlinkException or StateException)
            {
                engine.Tell(new Reading([]) { Failure = ExceptionDispatchInfo.Capture(e), Namespace = table.Namespace });
                return true;
            }
        });
        return groups;
    }

    private sealed record Reading(List<IpvsStatisticSample[]> Groups)
    {
        public ExceptionDispatchInfo? Failure { get; init; }

        public IpvsPS.NetNamespace? Namespace { get; init; }
    }
}
