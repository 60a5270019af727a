using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Session;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsMetricServer: the servers of metrics that this PowerShell runs.</summary>
[Cmdlet(VerbsCommon.Get, "IpvsMetricServer")]
[OutputType(typeof(Objects.IpvsMetricServer))]
public sealed class GetIpvsMetricServerCommand : CancellableCommand
{
    /// <summary>Only those on these ports.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int[]))]
    [ArgumentCompleter(typeof(IpvsMetricPortCompleter))]
    public int[]? Port { get; set; }

    private protected override void Process()
    {
        foreach (RunningMetricServer running in MetricServers.All)
        {
            if (Port is not { Length: > 0 } ports || ports.Contains(running.Server.Endpoint.Port))
            {
                WriteObject(new Objects.IpvsMetricServer(running));
            }
        }
    }
}
