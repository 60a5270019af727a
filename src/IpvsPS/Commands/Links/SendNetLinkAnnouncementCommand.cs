using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>
/// Send-NetLinkAnnouncement: tells the hosts on a link that this host has an address now (<c>arping -U</c>, and the
/// unsolicited neighbour advertisement of IPv6).
/// </summary>
[Cmdlet(VerbsCommunications.Send, "NetLinkAnnouncement", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendNetLinkAnnouncementCommand : LinkCommand
{
    private NamespaceClients<AnnouncementClient>? _announcers;

    /// <summary>The link whose hosts are told.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument))]
    [Alias("LinkName", "Dev")]
    [ArgumentCompleter(typeof(NetLinkNameCompleter))]
    public NameArgument Link { get; set; }

    /// <summary>The addresses to announce.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(AddressArgument[]))]
    [Alias("Address", "VirtualAddress")]
    [ArgumentCompleter(typeof(NetHostAddressCompleter))]
    public AddressArgument[] IPAddress { get; set; } = [];

    /// <summary>How often each address is announced.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 1;

    /// <summary>The time between two announcements of an address: 1 second unless given.</summary>
    [Parameter]
    [ArgumentConversion(typeof(Duration))]
    public Duration Interval { get; set; } = new(1.0);

    /// <summary>Announces addresses that this host does not have, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) =>
        NeighborErrors.DescribeAnnouncement(refusal, target);

    /// <summary>Announces the addresses.</summary>
    private protected override void ProcessInScope()
    {
        if (Interval.Value < TimeSpan.Zero || Interval.Value > TimeSpan.FromHours(1))
        {
            throw NeighborErrors.IntervalInvalid(Interval);
        }

        LinkClient client = Client;
        NetLink link = FindLink(client, Link.ToString());
        if (!AnnouncementClient.CanAnnounceBy(link))
        {
            throw NeighborErrors.LinkCannotAnnounce(link, client.Place);
        }

        var allowed = new List<AddressArgument>();
        ForEach(
            IPAddress,
            address =>
            {
                ThrowIfForeign(client, address);
                if (ShouldProcess(link.Name + client.Place, $"Announce address {address}"))
                {
                    allowed.Add(address);
                }
            }
        );
        Announce(link, allowed);
    }

    private void Announce(NetLink link, List<AddressArgument> addresses)
    {
        _announcers ??= Keep(new NamespaceClients<AnnouncementClient>((netns, _) => AnnouncementClient.Open(netns)));
        for (int round = 0; round < Count && addresses.Count > 0; round++)
        {
            if (round > 0)
            {
                Cancellation.WaitHandle.WaitOne(Interval.Value);
                Cancellation.ThrowIfCancellationRequested();
            }

            ForEach(addresses, address => _announcers.In(Scope, Cancellation).Announce(link, address.Value!));
        }
    }

    /// <summary>Hosts believe whoever announces an address, so one that is not this host's would be taken away from its holder.</summary>
    private void ThrowIfForeign(LinkClient client, AddressArgument address)
    {
        if (!Force && !IsLocal(client, address))
        {
            throw NeighborErrors.AddressForeign(address.ToString(), client.Place);
        }
    }

    private static bool IsLocal(LinkClient client, AddressArgument address)
    {
        try
        {
            return client.FindRoute(new RouteQuery(address.Value!)).Type == NetLinkRouteType.Local;
        }
        catch (NetlinkException e) when (e.Error is Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EACCES or Errno.EINVAL)
        {
            // No route leads there, or one that takes nothing: it is no address of this host.
            return false;
        }
    }
}
