using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Get-IpvsSyncDaemon: the sync daemons that run (<c>ipvsadm -L --daemon</c>).</summary>
[Cmdlet(VerbsCommon.Get, "IpvsSyncDaemon")]
[OutputType(typeof(IpvsSyncDaemon))]
public sealed class GetIpvsSyncDaemonCommand : NamespacedCommand
{
    /// <summary>The daemons of these states; both unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public IpvsSyncState[]? State { get; set; }

    /// <summary>Writes the daemons; none where none runs.</summary>
    protected override void ProcessRecord() => Attempt(NetNamespace, IpvsErrors.Describe, () =>
    {
        using var clients = new NamespaceClients<IpvsClient>(IpvsClient.Open);
        WriteVerbose("Listing the IPVS sync daemons.");
        foreach (IpvsSyncDaemon daemon in clients.In(NetNamespace, Cancellation).ListSyncDaemons())
        {
            if (State is null || State.Contains(daemon.State))
            {
                WriteObject(daemon);
            }
        }
    });
}
