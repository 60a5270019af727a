using System.Management.Automation;
using IpvsPS.Completion;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>New-VethLink: makes pairs of links joined by a cable, mostly into a container (<c>ip link add NAME type veth peer
/// NAME</c>).</summary>
[Cmdlet(VerbsCommon.New, "VethLink", SupportsShouldProcess = true)]
[OutputType(typeof(Objects.NetLink))]
public sealed class NewVethLinkCommand : NewLinkCommand
{
    /// <summary>The name of the other end; the kernel's choice (veth0, veth1, …) unless given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NameArgument?))]
    public NameArgument? PeerName { get; set; }

    /// <summary>The namespace of the other end: a name, a path, a process id or an object. The same one unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentConversion(typeof(NetNamespaceArgument))]
    [ArgumentCompleter(typeof(NetNamespaceCompleter))]
    public NetNamespaceArgument? PeerNetNamespace { get; set; }

    private protected override string LinkKind => "veth";

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.DescribePairCreation(refusal, target);

    private protected override string DetailWords =>
        string.Concat(
            PeerName is null ? string.Empty : $", with the peer {PeerName}",
            PeerNetNamespace is null ? string.Empty : $", with the peer in namespace {PeerNetNamespace}"
        );

    private protected override LinkDetail? Detail(LinkClient client)
    {
        if (PeerName is { } peer)
        {
            LinkErrors.ThrowIfInvalidName(peer.ToString());
            if (Name.Length > 1)
            {
                throw new CommandException(
                    "VethPeerNameConflict",
                    ErrorCategory.InvalidArgument,
                    $"-PeerName {PeerName} names one peer, and -Name names {Name.Length} links: make them one by one, or leave "
                        + "-PeerName out."
                );
            }
        }

        NetNamespaceHandle? netns = PeerNetNamespace is null ? null : Keep(NetNamespaceHandle.Open(PeerNetNamespace.Namespace));
        return new VethPeer(PeerName?.ToString(), netns?.Descriptor);
    }

    /// <summary>The kernel sets no end of a pair up before both are there (ENOTCONN), so that comes after.</summary>
    private protected override NetLink Make(LinkClient client, LinkSpec plan)
    {
        NetLink link = base.Make(client, plan with { State = NetLinkState.Down });
        if (plan.State == NetLinkState.Down)
        {
            return link;
        }

        LinkClient peerClient = PeerNetNamespace is null ? client : Clients.In(PeerNetNamespace.Namespace, Cancellation);
        var up = new LinkChange { State = NetLinkState.Up };
        peerClient.ChangeLink(peerClient.GetLink(link.RelatedIndex), up);
        client.ChangeLink(link, up);
        return client.GetLink(link.Index);
    }
}
