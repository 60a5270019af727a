using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Stop-IpvsSyncDaemon: stops sync daemons (<c>ipvsadm --stop-daemon</c>).</summary>
[Cmdlet(VerbsLifecycle.Stop, "IpvsSyncDaemon", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopIpvsSyncDaemonCommand : IpvsTableCommand
{
    /// <summary>Which daemons: Master, Backup or both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsSyncState[]))]
    public IpvsSyncState[] State { get; set; } = [];

    /// <summary>Stops the daemons.</summary>
    private protected override void ProcessInScope() =>
        ForEach(
            Array.ConvertAll(State, state => new IpvsSyncDaemon { State = state }),
            daemon =>
            {
                if (ShouldProcess($"{daemon.State}", "Stop IPVS sync daemon"))
                {
                    Client.StopSyncDaemon(daemon.State);
                    Changes.Add();
                }
            }
        );
}
