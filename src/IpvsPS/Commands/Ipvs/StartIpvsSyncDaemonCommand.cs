using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Start-IpvsSyncDaemon: has the kernel send its connections to other directors, or take in theirs (<c>ipvsadm
/// --start-daemon</c>).</summary>
[Cmdlet(VerbsLifecycle.Start, "IpvsSyncDaemon", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.IpvsSyncDaemon))]
public sealed class StartIpvsSyncDaemonCommand : IpvsTableCommand
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
    [ArgumentConversion(typeof(AddressArgument?))]
    public AddressArgument? MulticastGroup { get; set; }

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
    private protected override void ProcessInScope() => ForEach(Array.ConvertAll(State, Make), Start);

    private IpvsSyncDaemon Make(IpvsSyncState state) =>
        new()
        {
            State = state,
            Interface = Interface,
            SyncId = SyncId,
            MaxLength = MaxLength,
            MulticastGroup = MulticastGroup?.Value,
            MulticastPort = MulticastPort,
            MulticastTtl = MulticastTtl,
        };

    private void Start(IpvsSyncDaemon daemon)
    {
        IpvsErrors.ThrowIf(IpvsControlRules.Check(daemon), $"the {daemon.State} sync daemon");
        if (!ShouldProcess(daemon.ToString(), "Start IPVS sync daemon"))
        {
            return;
        }

        IpvsClient client = Client;
        client.StartSyncDaemon(daemon);
        Changes.Add();
        if (PassThru && client.ListSyncDaemons().Find(running => running.State == daemon.State) is { } started)
        {
            WriteObject(new Objects.IpvsSyncDaemon(started));
        }
    }
}
