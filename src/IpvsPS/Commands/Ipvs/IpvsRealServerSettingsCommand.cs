using System.Management.Automation;

namespace IpvsPS.Commands;

/// <summary>What Add-IpvsRealServer and Set-IpvsRealServer share: a real server's settings, of which only the named ones are
/// applied.</summary>
public abstract class IpvsRealServerSettingsCommand : IpvsRealServerIdentityCommand
{
    private WeightZeroWarning? _weightZero;

    /// <summary>How packets reach the real servers: Masquerade (NAT), DirectRoute (DR) or Tunnel (TUN).</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ForwardingMethodConversion(typeof(IpvsForwardingMethod))]
    [ValidateSet("Masquerade", "DirectRoute", "Tunnel")]
    public IpvsForwardingMethod ForwardingMethod { get; set; } = IpvsForwardingMethod.DirectRoute;

    /// <summary>The share of new connections; 0 takes no new ones save those of persistence, and keeps those there are.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? Weight { get; set; }

    /// <summary>No new connections from this many on; 0 for no limit.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? UpperThreshold { get; set; }

    /// <summary>New connections again below this many.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, int.MaxValue)]
    public int? LowerThreshold { get; set; }

    /// <summary>The encapsulation of -ForwardingMethod Tunnel; Ipip unless given.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelType?))]
    public IpvsTunnelType? TunnelType { get; set; }

    /// <summary>The UDP port of a Gue tunnel.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(1, 65535)]
    public int? TunnelPort { get; set; }

    /// <summary>The checksum of a Gue or Gre tunnel; None unless given.</summary>
    [Parameter(ParameterSetName = PipedWhole)]
    [Parameter(ParameterSetName = PipedProperties, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(IpvsTunnelChecksum?))]
    public IpvsTunnelChecksum? TunnelChecksum { get; set; }

    /// <summary>Writes the real servers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Applies the named settings to a real server.</summary>
    private protected void ApplyTo(IpvsRealServer server)
    {
        server.ForwardingMethod = Parameters.IsGiven(nameof(ForwardingMethod)) ? ForwardingMethod : server.ForwardingMethod;
        server.Weight = Weight ?? server.Weight;
        server.UpperThreshold = (uint?)UpperThreshold ?? server.UpperThreshold;
        server.LowerThreshold = (uint?)LowerThreshold ?? server.LowerThreshold;
        ApplyTunnelTo(server);
    }

    /// <summary>Warns where a weight of 0 does less, or more, than its user is likely to mean.</summary>
    private protected void WarnOfWeightZero(IEnumerable<IpvsRealServer> servers)
    {
        _weightZero ??= new WeightZeroWarning(WriteWarning);
        foreach (IpvsRealServer server in servers)
        {
            if (server.Weight == 0)
            {
                _weightZero.Check(server, Client, Scope, Cancellation);
            }
        }
    }

    /// <summary>
    /// A tunnel's port and checksum belong to its type, and the type to the forwarding method: piped ones do not
    /// outlive what was typed over them. Typed ones that do not fit are left for the rules to refuse.
    /// </summary>
    private void ApplyTunnelTo(IpvsRealServer server)
    {
        bool isTunnel = server.ForwardingMethod == IpvsForwardingMethod.Tunnel;
        bool isOtherType = Parameters.IsTyped(nameof(TunnelType)) && TunnelType != server.TunnelType;
        bool keepsDetails = isTunnel && !isOtherType;
        server.TunnelType =
            (isTunnel || Parameters.IsTyped(nameof(TunnelType)) ? TunnelType : null) ?? (isTunnel ? server.TunnelType : null);
        server.TunnelPort =
            Parameters.IsTyped(nameof(TunnelPort)) ? TunnelPort
            : keepsDetails ? TunnelPort ?? server.TunnelPort
            : null;
        server.TunnelChecksum =
            Parameters.IsTyped(nameof(TunnelChecksum)) ? TunnelChecksum
            : keepsDetails ? TunnelChecksum ?? server.TunnelChecksum
            : null;
    }
}
