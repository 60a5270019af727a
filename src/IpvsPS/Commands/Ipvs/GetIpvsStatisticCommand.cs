using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsStatistic: the counters and rates of services and real servers (<c>ipvsadm -Ln --stats</c> and
/// <c>--rate</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsStatistic")]
[OutputType(typeof(Objects.IpvsStatistic))]
public sealed class GetIpvsStatisticCommand : IpvsQueryCommand
{
    private const string TypeName = "IpvsPS.Objects.IpvsStatistic";

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

    /// <summary>Each service's real servers follow it.</summary>
    [Parameter]
    public SwitchParameter RealServer { get; set; }

    /// <summary>Shows the rates in the table, instead of the totals; the objects have both.</summary>
    [Parameter]
    public SwitchParameter Rate { get; set; }

    /// <summary>Writes the statistics asked for.</summary>
    private protected override void ProcessInScope()
    {
        EndpointFilter servers = FilterEndpoints(RealAddress, nameof(RealAddress), RealPort, nameof(RealPort));
        bool wasAsked = false;
        ForEachFilter(filter =>
        {
            IpvsClient client = Client;
            List<IpvsStatistic> found = Find(
                client,
                filter,
                kernel => kernel.ListStatistics(),
                (kernel, id) => kernel.GetStatistic(id),
                statistic => statistic.ServiceId
            );
            found.ForEach(statistic => Write(client, statistic, servers));
            wasAsked |= found.Count > 0;
            return found.Count;
        });

        if (wasAsked)
        {
            WriteMissing(servers);
        }
    }

    private void Write(IpvsClient client, IpvsStatistic service, EndpointFilter servers)
    {
        if (!servers.IsGiven)
        {
            Write(service);
        }

        if (!RealServer && !servers.IsGiven)
        {
            return;
        }

        if (Parameters.IsVerbose)
        {
            WriteVerbose($"Listing the statistics of the real servers of {service.Service}.");
        }

        foreach (IpvsStatistic server in client.ListRealServerStatistics(service.ServiceId))
        {
            if (servers.Matches(server.InetAddress!.Value, server.Port!.Value))
            {
                Write(server);
            }
        }
    }

    /// <summary>The table is chosen by what was asked for: rates or totals, services alone or with their real servers.</summary>
    private void Write(IpvsStatistic statistic)
    {
        var shown = new PSObject(new Objects.IpvsStatistic(statistic));
        bool hasServers = RealServer || RealAddress is { Length: > 0 } || RealPort is not null;
        string view = (hasServers ? "RealServer" : string.Empty) + (Rate ? "Rate" : string.Empty);
        if (view.Length > 0)
        {
            shown.TypeNames.Insert(0, $"{TypeName}#{view}");
        }

        WriteObject(shown);
    }
}
