using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsSyncDaemon: the sync daemons that run (<c>ipvsadm -L --daemon</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsSyncDaemon")]
[OutputType(typeof(Objects.IpvsSyncDaemon))]
public sealed class GetIpvsSyncDaemonCommand : IpvsTableCommand
{
    /// <summary>The daemons of these states; both unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsSyncState[]))]
    public IpvsSyncState[]? State { get; set; }

    /// <summary>Writes the daemons; none where none runs.</summary>
    private protected override void ProcessInScope()
    {
        WriteVerbose("Listing the IPVS sync daemons.");
        foreach (IpvsSyncDaemon daemon in Client.ListSyncDaemons().Where(daemon => State?.Contains(daemon.State) != false))
        {
            WriteObject(new Objects.IpvsSyncDaemon(daemon));
        }
    }
}
