using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Stop-IpvsSyncDaemon: stops sync daemons (<c>ipvsadm --stop-daemon</c>).</summary>
[Cmdlet(VerbsLifecycle.Stop, "IpvsSyncDaemon", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopIpvsSyncDaemonCommand : IpvsCommand
{
    /// <summary>Which daemons: Master, Backup or both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsSyncState[]))]
    public IpvsSyncState[] State { get; set; } = [];

    /// <summary>Stops the daemons.</summary>
    protected override void ProcessRecord()
    {
        foreach (IpvsSyncState state in State)
        {
            Attempt(new IpvsSyncDaemon { State = state }, IpvsErrors.Describe, () =>
            {
                if (ShouldProcess($"{state}", "Stop IPVS sync daemon"))
                {
                    Client.StopSyncDaemon(state);
                }
            });
        }
    }
}
