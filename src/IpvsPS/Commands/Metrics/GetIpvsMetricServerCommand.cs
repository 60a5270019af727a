using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
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
        RunningMetricServer[] running = MetricServers.All;
        if (Port is not { Length: > 0 } ports)
        {
            Array.ForEach(running, Write);
            return;
        }

        ForEach(
            ports,
            port =>
            {
                RunningMetricServer[] meant = [.. running.Where(one => one.Server.Endpoint.Port == port)];
                if (meant.Length == 0)
                {
                    throw StatisticErrors.ServerNotFound(port, null, null);
                }

                Array.ForEach(meant, Write);
            }
        );
    }

    private void Write(RunningMetricServer running) => WriteObject(new Objects.IpvsMetricServer(running));
}
