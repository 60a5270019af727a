using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Start-IpvsSyncDaemon: has the kernel send its connections to other directors, or take in theirs (<c>ipvsadm --start-daemon</c>).</summary>
[Cmdlet(VerbsLifecycle.Start, "IpvsSyncDaemon", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsSyncDaemon))]
public sealed class StartIpvsSyncDaemonCommand : IpvsCommand
{
    /// <summary>Master sends, Backup takes in; a director may do both.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsSyncState[]))]
    public IpvsSyncState[] State { get; set; } = [];

    /// <summary>The link that the multicast packets leave by and arrive on.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("LinkName")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public string Interface { get; set; } = string.Empty;

    /// <summary>Tells groups of directors apart; 0 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int))]
    [ValidateOptionalRange(0, 255)]
    public int SyncId { get; set; }

    /// <summary>The longest message in bytes.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, 65507)]
    public int? MaxLength { get; set; }

    /// <summary>The multicast group, IPv4 or IPv6; 224.0.0.81 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IPAddress))]
    public IPAddress? MulticastGroup { get; set; }

    /// <summary>The UDP port; 8848 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, 65535)]
    public int? MulticastPort { get; set; }

    /// <summary>How many routers the messages may pass; 1 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, 255)]
    public int? MulticastTtl { get; set; }

    /// <summary>Writes the daemons that were started.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Starts the daemons.</summary>
    protected override void ProcessRecord()
    {
        foreach (IpvsSyncState state in State)
        {
            var daemon = new IpvsSyncDaemon
            {
                State = state,
                Interface = Interface,
                SyncId = SyncId,
                MaxLength = MaxLength,
                MulticastGroup = MulticastGroup,
                MulticastPort = MulticastPort,
                MulticastTtl = MulticastTtl,
            };
            Attempt(daemon, IpvsErrors.Describe, () => Start(daemon));
        }
    }

    private void Start(IpvsSyncDaemon daemon)
    {
        IpvsErrors.ThrowIf(IpvsControlRules.Check(daemon), $"the {daemon.State} sync daemon");
        if (!ShouldProcess(daemon.ToString(), "Start IPVS sync daemon"))
        {
            return;
        }

        IpvsClient client = Client;
        client.StartSyncDaemon(daemon);
        if (PassThru)
        {
            WriteObject(client.ListSyncDaemons().Find(running => running.State == daemon.State));
        }
    }
}
