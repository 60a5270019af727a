using System.Management.Automation;
using IpvsPS.Errors;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsSyncDaemon: the sync daemons that run (<c>ipvsadm -L --daemon</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsSyncDaemon")]
[OutputType(typeof(IpvsSyncDaemon))]
public sealed class GetIpvsSyncDaemonCommand : IpvsCommand
{
    /// <summary>The daemons of these states; both unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsSyncState[]))]
    public IpvsSyncState[]? State { get; set; }

    /// <summary>Writes the daemons; none where none runs.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        WriteVerbose("Listing the IPVS sync daemons.");
        foreach (IpvsSyncDaemon daemon in Client.ListSyncDaemons())
        {
            if (State is null || State.Contains(daemon.State))
            {
                WriteObject(daemon);
            }
        }
    });
}
