using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Session;

namespace IpvsPS.Commands;

/// <summary>Stop-IpvsMetricServer: ends servers of metrics of this PowerShell.</summary>
[Cmdlet(VerbsLifecycle.Stop, "IpvsMetricServer", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopIpvsMetricServerCommand : CancellableCommand
{
    /// <summary>The ports they listen on.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int[]))]
    [ArgumentCompleter(typeof(IpvsMetricPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>Only the one that listens on this address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? ListenAddress { get; set; }

    /// <summary>Only the one that listens in this network namespace.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument?))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public NameArgument? ListenNetNamespace { get; set; }

    private protected override void Process() => ForEach(Port, Stop);

    private void Stop(int port)
    {
        RunningMetricServer[] meant = [.. MetricServers.All.Where(running => IsMeant(running, port))];
        if (meant.Length == 0)
        {
            throw StatisticErrors.ServerNotFound(port, ListenAddress, ListenNetNamespace);
        }

        foreach (RunningMetricServer running in meant)
        {
            if (ShouldProcess($"http://{running.Server.Endpoint}/metrics", "Stop IPVS metric server"))
            {
                MetricServers.Stop(running);
            }
        }
    }

    private bool IsMeant(RunningMetricServer running, int port) =>
        running.Server.Endpoint.Port == port
        && (ListenAddress?.Value is not { } address || address.Equals(running.Server.Endpoint.Address))
        && (ListenNetNamespace is not { } netns || netns.ToString() == (running.ListenNetNamespace ?? string.Empty));
}
