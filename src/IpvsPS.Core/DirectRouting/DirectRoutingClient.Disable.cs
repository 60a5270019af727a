using System.Globalization;
using System.Net;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.DirectRouting;

/// <content>Taking back.</content>
public sealed partial class DirectRoutingClient
{
    /// <summary>
    /// What takes back the setting up: the addresses first, then the sysctls once no link needs them any more, and the links that
    /// hold nothing any more last, since it is they that remember the former values.
    /// </summary>
    /// <param name="addresses">The virtual addresses; null for all.</param>
    /// <param name="linkName">The link; null for all that were made.</param>
    /// <param name="left">Gets a sentence for each sysctl that is left as it is, since somebody has changed it meanwhile.</param>
    /// <exception cref="DirectRoutingException">There is nothing of that.</exception>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<DirectRoutingStep> PlanDisable(IReadOnlyList<IPAddress>? addresses, string? linkName, List<string> left)
    {
        DirectRoutingState state = Read();
        List<OwnLink> chosen = [.. state.Own.Where(own => linkName is null || own.Link.Name == linkName)];
        if (linkName is not null && chosen.Count == 0)
        {
            throw new DirectRoutingException(DirectRoutingError.NotEnabled, $"No link {linkName}{Place} was made for virtual addresses.")
            {
                LinkName = linkName,
            };
        }

        var going = chosen.ConvertAll(own =>
            (Own: own, Addresses: state.AddressesOf(own.Link).Where(one => addresses is null || addresses.Contains(one.Address)).ToList())
        );
        ThrowIfAbsent(addresses, going.SelectMany(one => one.Addresses));
        List<OwnLink> emptied =
        [
            .. going
                .Where(one =>
                    (addresses is null || one.Addresses.Count > 0) && one.Addresses.Count == state.AddressesOf(one.Own.Link).Count()
                )
                .Select(one => one.Own),
        ];
        OwnLink? heir = state.Own.Except(emptied).Select(own => (OwnLink?)own).FirstOrDefault();
        return
        [
            .. going.SelectMany(one => one.Addresses.Select(StepToRemove)),
            .. heir is null ? emptied.SelectMany(own => StepsToRestore(state, own.Former, left)) : [],
            .. emptied.Select(own => StepToRemove(own, heir)),
        ];
    }

    private void ThrowIfAbsent(IReadOnlyList<IPAddress>? addresses, IEnumerable<NetLinkAddress> found)
    {
        IPAddress[] absent = [.. (addresses ?? []).Except(found.Select(one => one.Address))];
        if (absent.Length > 0)
        {
            throw new DirectRoutingException(
                DirectRoutingError.NotEnabled,
                $"No link{Place} that was made for virtual addresses has {string.Join(", ", absent.AsEnumerable())}."
            );
        }
    }

    private DirectRoutingStep StepToRemove(NetLinkAddress address) =>
        new(DirectRoutingPart.Address, address.LinkName, $"Remove address {address}", () => ThrowFirst(_links.RemoveAddresses([address])));

    private DirectRoutingStep StepToRemove(OwnLink own, OwnLink? heir) =>
        new(
            DirectRoutingPart.Link,
            own.Link.Name,
            $"Remove {own.Link.Kind} link",
            () =>
            {
                if (heir is { } next)
                {
                    Keep(next.Link.Name, own.Former.Values);
                }

                _links.RemoveLink(own.Link);
            }
        );

    private IEnumerable<DirectRoutingStep> StepsToRestore(DirectRoutingState state, FormerValues former, List<string> left)
    {
        foreach ((string link, LinkSysctl sysctl, int value) in former.Values.Reverse())
        {
            if (link != LinkSysctl.AllLinks && state.FindLink(link) is null)
            {
                continue;
            }

            int now = state.Read(link, sysctl);
            if (!sysctl.Preferred.Contains(now) && now != value)
            {
                left.Add(
                    $"{SysctlName(sysctl, link)}{Place} stays {now}: somebody has changed it since it was set up, when it was {value}."
                );
            }
            else if (now != value)
            {
                yield return new(
                    DirectRoutingPart.Sysctl,
                    link,
                    $"Set {SysctlName(sysctl, link)} back to {value} (from {now})",
                    () => Write(link, sysctl, value)
                );
            }
        }
    }

    /// <summary>Notes former values in a link's alias.</summary>
    private void Keep(string keeper, IReadOnlyList<FormerValue> values)
    {
        NetLink link = _links.GetLink(keeper);
        FormerValues former = FormerValues.Parse(link.Alias) ?? new FormerValues();
        foreach (FormerValue value in values)
        {
            former.Add(value);
        }

        _links.ChangeLink(link, new LinkChange { Alias = former.ToString() });
    }

    private static void ThrowFirst(List<(int Index, NetlinkException Refusal)> refusals)
    {
        if (refusals.Count > 0)
        {
            throw refusals[0].Refusal;
        }
    }

    private void Write(string link, LinkSysctl sysctl, int value) =>
        _sysctls.Write(sysctl.PathOf(link), value.ToString(CultureInfo.InvariantCulture));

    private static string SysctlName(LinkSysctl sysctl, string link) => Namespaces.SysctlClient.NameOf(sysctl.PathOf(link));
}
