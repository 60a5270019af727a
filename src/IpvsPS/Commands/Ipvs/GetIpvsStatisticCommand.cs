using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsStatistic: the counters and rates of services and real servers (<c>ipvsadm -Ln --stats</c> and <c>--rate</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsStatistic")]
[OutputType(typeof(IpvsStatistic))]
public sealed class GetIpvsStatisticCommand : IpvsQueryCommand
{
    private const string RateView = "IpvsPS.IpvsStatistic#Rate";

    /// <summary>Real servers by address or address and port, without their services; * and ? are wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    [SupportsWildcards]
    public string[]? Address { get; set; }

    /// <summary>Real servers on this port, without their services.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, 65535)]
    [ArgumentCompleter(typeof(IpvsRealServerPortCompleter))]
    public int? Port { get; set; }

    /// <summary>Each service's real servers follow it.</summary>
    [Parameter]
    public SwitchParameter RealServer { get; set; }

    /// <summary>Shows the rates in the table, instead of the totals; the objects have both.</summary>
    [Parameter]
    public SwitchParameter Rate { get; set; }

    /// <summary>Writes the statistics asked for.</summary>
    protected override void ProcessRecord()
    {
        IpvsEndpointFilter servers = null!;
        if (!Attempt(Address, IpvsErrors.Describe, () => servers = new IpvsEndpointFilter(Address, nameof(Address), Port, nameof(Port))))
        {
            return;
        }

        bool wasAsked = false;
        ForEachService(client => client.ListStatistics(), (client, id) => client.GetStatistic(id), statistic => statistic.ServiceId, (client, statistic) =>
        {
            wasAsked = true;
            Write(client, statistic, servers);
        });

        if (wasAsked)
        {
            foreach (string text in servers.Missing)
            {
                WriteError(IpvsErrors.RealServerNotFound(text));
            }
        }
    }

    private void Write(IpvsClient client, IpvsStatistic service, IpvsEndpointFilter servers)
    {
        if (!servers.IsGiven)
        {
            Write(service);
        }

        if (!RealServer && !servers.IsGiven)
        {
            return;
        }

        WriteVerbose($"Listing the statistics of the real servers of {service.Service}.");
        foreach (IpvsStatistic server in client.ListRealServerStatistics(service.ServiceId))
        {
            if (servers.Matches(InetAddress.FromIPAddress(server.Address!), server.Port!.Value))
            {
                Write(server);
            }
        }
    }

    private void Write(IpvsStatistic statistic)
    {
        var shown = new PSObject(statistic);
        if (Rate)
        {
            shown.TypeNames.Insert(0, RateView);
        }

        WriteObject(shown);
    }
}
