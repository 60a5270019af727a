using System.Management.Automation;
using IpvsPS.Completion;

namespace IpvsPS.Commands;

/// <summary>What Add-IpvsRealServer and Set-IpvsRealServer share: a real server's settings, of which only the named ones are applied.</summary>
public abstract class IpvsRealServerSettingsCommand : IpvsRealServerIdentityCommand
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsServiceCompleter))]
    public override InetEndpoint[]? VirtualAddress { get; set; }

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(InetEndpoint[]))]
    [ArgumentCompleter(typeof(IpvsRealServerCompleter))]
    public override InetEndpoint[] Address { get; set; } = [];

    /// <summary>How packets reach the real servers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsForwardingMethod))]
    [ValidateSet("Masquerade", "DirectRoute", "Tunnel")]
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>The share of new connections; 0 takes none and keeps those there are.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? Weight { get; set; }

    /// <summary>No new connections from this many on; 0 for no limit.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? UpperThreshold { get; set; }

    /// <summary>New connections again below this many.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? LowerThreshold { get; set; }

    /// <summary>The encapsulation of -ForwardingMethod Tunnel; Ipip unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelType?))]
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The UDP port of a Gue tunnel.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, 65535)]
    public int? TunnelPort { get; set; }

    /// <summary>The checksum of a Gue or Gre tunnel; None unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelChecksum?))]
    public IpvsTunnelChecksum? TunnelChecksum { get; set; }

    /// <summary>Writes the real servers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Applies the named settings to a real server.</summary>
    private protected void ApplyTo(IpvsRealServer server)
    {
        server.ForwardingMethod = IsNamed(nameof(ForwardingMethod)) ? ForwardingMethod : server.ForwardingMethod;
        server.Weight = Weight ?? server.Weight;
        server.UpperThreshold = (uint?)UpperThreshold ?? server.UpperThreshold;
        server.LowerThreshold = (uint?)LowerThreshold ?? server.LowerThreshold;
        ApplyTunnelTo(server);
    }

    /// <summary>
    /// A tunnel's port and checksum belong to its type, and the type to the forwarding method: piped ones do not
    /// outlive what was typed over them. Typed ones that do not fit are left for the rules to refuse.
    /// </summary>
    private void ApplyTunnelTo(IpvsRealServer server)
    {
        bool isTunnel = server.ForwardingMethod == IpvsForwardingMethod.Tunnel;
        bool isOtherType = IsTyped(nameof(TunnelType)) && TunnelType != server.TunnelType;
        bool keepsDetails = isTunnel && !isOtherType;
        server.TunnelType = (isTunnel || IsTyped(nameof(TunnelType)) ? TunnelType : null) ?? (isTunnel ? server.TunnelType : null);
        server.TunnelPort = IsTyped(nameof(TunnelPort)) ? TunnelPort
            : keepsDetails ? TunnelPort ?? server.TunnelPort : null;
        server.TunnelChecksum = IsTyped(nameof(TunnelChecksum)) ? TunnelChecksum
            : keepsDetails ? TunnelChecksum ?? server.TunnelChecksum : null;
    }
}
