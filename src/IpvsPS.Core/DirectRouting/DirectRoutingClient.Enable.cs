using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.DirectRouting;

/// <content>Setting up.</content>
public sealed partial class DirectRoutingClient
{
    /// <summary>
    /// What is left to do until everything that the request needs is there; nothing where it is. The virtual addresses come last,
    /// so that nobody is answered for them in between.
    /// </summary>
    /// <exception cref="DirectRoutingException">It cannot be done.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<DirectRoutingStep> PlanEnable(DirectRoutingRequest request)
    {
        DirectRoutingState state = Read();
        HashSet<NetLink> used = [.. request.VirtualAddresses.SelectMany(state.LinksOf)];
        List<IPAddress> missing = [.. request.VirtualAddresses.Distinct().Where(address => !IsInPlace(state, address))];
        List<NeededLink> needed =
            request.Method == IpvsForwardingMethod.Tunnel ? NeededTunnels(state, request, missing)
            : missing.Count > 0 ? [new NeededLink(DirectRoutingKind.Dummy, null, missing)]
            : [];
        List<SysctlChange> changes = [.. ArpChanges(state, request), .. TunnelChanges(state, request)];
        if (changes.Count > 0 && state.Own.Count == 0 && needed.Count == 0)
        {
            // Some link must hold the former values.
            needed.Add(new NeededLink(DirectRoutingKind.Dummy, null, []));
        }

        var named = needed.ConvertAll(link => (link, Name: NameOf(state, request, link)));
        string? keeper = state.Own.Count > 0 ? state.Own[0].Link.Name : named.Select(one => one.Name).FirstOrDefault();
        ThrowIfTooMany(state, changes);
        return
        [
            .. named.SelectMany(one => StepsToMake(state, one.link, one.Name)),
            .. changes.Select(change => StepToChange(change, keeper!)),
            .. state
                .Own.Select(own => own.Link)
                .Where(link => link.State == NetLinkState.Down && (named.Exists(one => one.Name == link.Name) || used.Contains(link)))
                .Select(StepToSetUp),
            .. named.SelectMany(one => one.link.Addresses.Select(address => StepToAdd(address, one.Name))),
        ];
    }

    /// <exception cref="DirectRoutingException">It is, but where it does harm or no good.</exception>
    private bool IsInPlace(DirectRoutingState state, IPAddress address)
    {
        NetLink? link = state.LinksOf(address).FirstOrDefault();
        if (link is { UsesArp: true })
        {
            throw new DirectRoutingException(
                DirectRoutingError.AddressInUse,
                $"{link.Name}{Place} has the virtual address {address} and answers for it to whoever asks."
            )
            {
                LinkName = link.Name,
                Address = address,
            };
        }

        if (link is { State: NetLinkState.Down } && !state.Own.Any(own => own.Link == link))
        {
            throw new DirectRoutingException(
                DirectRoutingError.LinkDown,
                $"The virtual address {address} is on {link.Name}{Place}, which is down."
            )
            {
                LinkName = link.Name,
                Address = address,
            };
        }

        return link is not null;
    }

    private List<NeededLink> NeededTunnels(DirectRoutingState state, DirectRoutingRequest request, List<IPAddress> missing)
    {
        IPAddress end = TunnelEnd(state, request);
        AddressFamily outer = InetAddress.FromIPAddress(end).Family;
        var byKind = request
            .VirtualAddresses.Distinct()
            .ToLookup(address => DirectRoutingKind.TunnelOf(request.TunnelType, address, outer));
        List<NeededLink> needed =
        [
            .. byKind
                .Select(kind => new NeededLink(
                    DirectRoutingKind.NameOf(kind.Key),
                    new TunnelEnds(kind.Key) { Local = end },
                    [.. kind.Where(missing.Contains)]
                ))
                .Where(link => link.Addresses.Count > 0 || !state.Links.Any(one => state.IsTunnelEnd(one, [link.Kind]))),
        ];
        return needed.Count < 2 || request.LinkName is null
            ? needed
            : throw new DirectRoutingException(
                DirectRoutingError.TunnelKindsDiffer,
                $"The virtual addresses need tunnels of the kinds {string.Join(" and ", needed.Select(link => link.Kind))}, and "
                    + $"one link, {request.LinkName}, is named."
            )
            {
                LinkName = request.LinkName,
            };
    }

    /// <summary>The address that the director sends to: the one that was named, or the only one on a link that uses ARP.</summary>
    private IPAddress TunnelEnd(DirectRoutingState state, DirectRoutingRequest request)
    {
        if (request.Address is { } named)
        {
            return state.LinksOf(named).Count > 0
                ? named
                : throw new DirectRoutingException(
                    DirectRoutingError.TunnelAddressNotFound,
                    $"No link has {named}{Place}, which is named as the real server's own address, where the director's tunnel ends."
                )
                {
                    Address = named,
                };
        }

        IPAddress[] all = [.. state.ArpLinks.SelectMany(state.AddressesOf).Select(one => one.Address)];
        IPAddress[] candidates = Array.FindAll(all, IsIPv4) is { Length: > 0 } found ? found : all;
        return candidates.Length == 1
            ? candidates[0]
            : throw new DirectRoutingException(
                DirectRoutingError.TunnelAddressUnclear,
                (all.Length == 0 ? "There is no address" : $"There are several addresses ({string.Join(", ", candidates.AsEnumerable())})")
                    + $"{Place} that the director's tunnel could lead to."
            );
    }

    private List<SysctlChange> ArpChanges(DirectRoutingState state, DirectRoutingRequest request) =>
        !request.VirtualAddresses.Any(IsIPv4)
            ? []
            :
            [
                .. ArpLinks(state, request)
                    .SelectMany(link =>
                        new[] { LinkSysctl.ArpIgnore, LinkSysctl.ArpAnnounce }
                            .Select(sysctl => Change(state, link, sysctl))
                            .OfType<SysctlChange>()
                    ),
            ];

    /// <summary>The tunnels that are there; one that is made gets its value when it is.</summary>
    private static List<SysctlChange> TunnelChanges(DirectRoutingState state, DirectRoutingRequest request)
    {
        if (request.Method != IpvsForwardingMethod.Tunnel)
        {
            return [];
        }

        string[] kinds =
        [
            .. request.VirtualAddresses.Where(IsIPv4).SelectMany(address => DirectRoutingKind.TunnelsOf(request.TunnelType, address)),
        ];
        return
        [
            .. state
                .Links.Where(link => state.IsTunnelEnd(link, kinds))
                .Select(link => Change(state, link.Name, LinkSysctl.ReversePathFilter))
                .OfType<SysctlChange>(),
        ];
    }

    private static SysctlChange? Change(DirectRoutingState state, string link, LinkSysctl sysctl)
    {
        if (sysctl.Fits(state.InForce(link, sysctl)))
        {
            return null;
        }

        int ofAll = link == LinkSysctl.AllLinks ? 0 : state.Read(LinkSysctl.AllLinks, sysctl);
        int value =
            sysctl.ValueBeside(ofAll)
            ?? throw new DirectRoutingException(
                DirectRoutingError.SettingConflict,
                $"net.ipv4.conf.all.{sysctl.Name} is {ofAll}, and the larger one of that and a link's own value is in force, "
                    + $"which must be {sysctl.Required}."
            );
        return new SysctlChange(new FormerValue(link, sysctl, state.Read(link, sysctl)), value);
    }

    private string NameOf(DirectRoutingState state, DirectRoutingRequest request, NeededLink needed)
    {
        NetLink? own = state
            .Own.Select(one => one.Link)
            .FirstOrDefault(link => link.Kind == needed.Kind && (request.LinkName is null || request.LinkName == link.Name));
        string name = own?.Name ?? request.LinkName ?? DirectRoutingKind.DefaultName(needed.Kind);
        return own is not null || state.FindLink(name) is not { } other
            ? name
            : throw new DirectRoutingException(
                DirectRoutingError.LinkInUse,
                $"The link {name}{Place} is there and was not made for this ({other.Kind ?? "no"} kind)."
            )
            {
                LinkName = name,
            };
    }

    private static void ThrowIfTooMany(DirectRoutingState state, List<SysctlChange> changes)
    {
        FormerValues former = FormerValues.Parse(
            state.Own.Select(own => own.Former.ToString()).FirstOrDefault() ?? new FormerValues().ToString()
        )!;
        changes.ForEach(change => former.Add(change.Former));
        if (!former.Fits)
        {
            throw new DirectRoutingException(
                DirectRoutingError.TooManyLinks,
                $"There are {changes.Select(change => change.Former.Link).Distinct().Count()} links to change, and room for the "
                    + "former values of about ten."
            );
        }
    }

    private IEnumerable<DirectRoutingStep> StepsToMake(DirectRoutingState state, NeededLink needed, string name)
    {
        if (state.FindLink(name) is not null)
        {
            yield break;
        }

        string from = needed.Ends is { } ends ? $", from {ends.Local}" : string.Empty;
        yield return new(
            DirectRoutingPart.Link,
            name,
            $"Create {needed.Kind} link, up{from}",
            () =>
            {
                _links.CreateLink(new LinkSpec(name, needed.Kind) { State = NetLinkState.Up, Detail = needed.Ends });
                _links.ChangeLink(_links.GetLink(name), new LinkChange { Alias = new FormerValues().ToString() });
            }
        )
        {
            NewKind = needed.Kind,
        };
        LinkSysctl filter = LinkSysctl.ReversePathFilter;
        int ofAll = state.Read(LinkSysctl.AllLinks, filter);
        int inherited = state.Read("default", filter);
        if (needed.Ends is not null && !filter.Fits(Math.Max(ofAll, inherited)) && filter.ValueBeside(ofAll) is { } value)
        {
            yield return new(
                DirectRoutingPart.Sysctl,
                name,
                $"Set net.ipv4.conf.{name}.{filter.Name} to {value} (from {inherited})",
                () => Write(name, filter, value)
            );
        }
    }

    private DirectRoutingStep StepToSetUp(NetLink link) =>
        new(DirectRoutingPart.Link, link.Name, "Set link up", () => _links.ChangeLink(link, new LinkChange { State = NetLinkState.Up }));

    private DirectRoutingStep StepToChange(SysctlChange change, string keeper)
    {
        (string link, LinkSysctl sysctl, int former) = change.Former;
        return new(
            DirectRoutingPart.Sysctl,
            link,
            $"Set {SysctlName(sysctl, link)} to {change.Value} (from {former}, kept in the alias of {keeper})",
            () =>
            {
                Keep(keeper, [change.Former]);
                Write(link, sysctl, change.Value);
            }
        );
    }

    private DirectRoutingStep StepToAdd(IPAddress address, string name) =>
        new(
            DirectRoutingPart.Address,
            name,
            $"Add address {address}/{InetAddress.FromIPAddress(address).BitCount}",
            () => ThrowFirst(_links.AddAddresses([NetLinkAddress.Virtual(_links.GetLink(name), address)]))
        );

    /// <summary>A link to be made, if it is not there, and the addresses to add to it.</summary>
    private sealed record NeededLink(string Kind, TunnelEnds? Ends, List<IPAddress> Addresses);

    private sealed record SysctlChange(FormerValue Former, int Value);
}
