using System.Management.Automation;
using System.Net;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>New-TunnelLink: makes tunnels, such as a real server of the tunnel method has (<c>ip link add NAME type ipip</c>).</summary>
[Cmdlet(VerbsCommon.New, "TunnelLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class NewTunnelLinkCommand : NewLinkCommand
{
    /// <summary>The kind of tunnel.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetTunnelKind))]
    public NetTunnelKind Kind { get; set; }

    /// <summary>This end's address; any unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument? LocalAddress { get; set; }

    /// <summary>The other end's address; any unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument?))]
    public AddressArgument? RemoteAddress { get; set; }

    /// <summary>The time to live of the outer packets: 1 to 255, or 0 for that of the inner packet.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(int?))]
    [ValidateOptionalRange(0, byte.MaxValue)]
    public int? Ttl { get; set; }

    /// <summary>The key of a GRE tunnel, the same in both directions.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(uint?))]
    public uint? Key { get; set; }

    /// <summary>The link that the outer packets leave by; the routes' choice unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument?))]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument? Device { get; set; }

    private protected override string LinkKind => Kind.ToString().ToLowerInvariant();

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        LinkErrors.DescribeTunnelCreation(LinkKind)(refusal, target);

    private protected override string DetailWords =>
        string.Concat(
            LocalAddress is null ? string.Empty : $", from {LocalAddress}",
            RemoteAddress is null ? string.Empty : $", to {RemoteAddress}"
        );

    private protected override LinkDetail? Detail(LinkClient client)
    {
        ThrowIfOtherFamily(nameof(LocalAddress), LocalAddress?.Value);
        ThrowIfOtherFamily(nameof(RemoteAddress), RemoteAddress?.Value);
        if (Key is not null && Kind is not (NetTunnelKind.Gre or NetTunnelKind.Ip6gre))
        {
            throw new CommandException(
                "TunnelKeyNotSupported",
                ErrorCategory.InvalidArgument,
                $"-Key: tunnels of the kind {LinkKind} have no key, only gre and ip6gre have one."
            );
        }

        return new TunnelEnds(Kind)
        {
            Local = LocalAddress?.Value,
            Remote = RemoteAddress?.Value,
            Ttl = (byte?)Ttl,
            Key = Key,
            DeviceIndex = Device is { } device ? FindLink(client, device.ToString()).Index : null,
        };
    }

    private void ThrowIfOtherFamily(string parameter, IPAddress? address)
    {
        AddressFamily outer = Kind is NetTunnelKind.Ip6tnl or NetTunnelKind.Ip6gre ? AddressFamily.IPv6 : AddressFamily.IPv4;
        if (address is not null && InetAddress.FromIPAddress(address).Family != outer)
        {
            throw new CommandException(
                "TunnelAddressInvalid",
                ErrorCategory.InvalidArgument,
                $"-{parameter} {address}: the ends of a tunnel of the kind {LinkKind} have {outer} addresses."
            );
        }
    }
}
