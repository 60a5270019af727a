using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Ipvs;

namespace IpvsPS.Commands;

/// <summary>Add-IpvsRealServer: adds real servers to services (<c>ipvsadm -a</c>).</summary>
[Cmdlet(VerbsCommon.Add, "IpvsRealServer", SupportsShouldProcess = true)]
[OutputType(typeof(IpvsRealServer))]
public sealed class AddIpvsRealServerCommand : IpvsRealServerIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public override InetEndpoint[] Address { get; set; } = [];

    /// <summary>How packets reach the real servers; DirectRoute unless given, as in ipvsadm.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("Masquerade", "DirectRoute", "Tunnel")]
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>The share of new connections; 1 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int Weight { get; set; } = 1;

    /// <summary>No new connections from this many on; 0 for no limit.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int UpperThreshold { get; set; }

    /// <summary>New connections again below this many.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int LowerThreshold { get; set; }

    /// <summary>The encapsulation of -ForwardingMethod Tunnel; Ipip unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The UDP port of a Gue tunnel.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateOptionalRange(1, 65535)]
    public int? TunnelPort { get; set; }

    /// <summary>The checksum of a Gue or Gre tunnel; None unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IpvsTunnelChecksum? TunnelChecksum { get; set; }

    /// <summary>Writes the real servers that were added.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Adds every named real server to every named service.</summary>
    protected override void ProcessRecord()
    {
        foreach ((IpvsServiceId service, InetAddress address, ushort port) in NamedRealServers())
        {
            var server = new IpvsRealServer
            {
                ForwardingMethod = ForwardingMethod,
                Weight = Weight,
                UpperThreshold = (uint)UpperThreshold,
                LowerThreshold = (uint)LowerThreshold,
                TunnelType = TunnelType,
                TunnelPort = TunnelPort,
                TunnelChecksum = TunnelChecksum,
            };
            server.SetIdentity(service, address, port);
            if (Attempt(server, IpvsErrors.Describe, () => Add(server)) && PassThru && server.NetNamespace is not null)
            {
                WriteObject(server);
            }
        }
    }

    private void Add(IpvsRealServer server)
    {
        IpvsErrors.ThrowIf(IpvsRules.Check(server), $"{server} in {server.ServiceId}");
        if (ShouldProcess($"{server} in {server.ServiceId}", $"Add IPVS real server ({server.ForwardingMethod}, weight {server.Weight})"))
        {
            Clients.In(NetNamespace, Cancellation).AddRealServer(server);
            server.Service = server.ServiceId.ToString();
        }
    }
}
