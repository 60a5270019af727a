using System.Management.Automation;
using IpvsPS.Errors;
using IpvsPS.Links;
using IpvsPS.Netlink;

namespace IpvsPS.Commands;

/// <summary>The base of the cmdlets for links and what is on them: their client, and finding links by their names.</summary>
public abstract class LinkCommand : ScopedCommand
{
    private NamespaceClients<LinkClient>? _clients;

    /// <summary>One client for each namespace.</summary>
    internal NamespaceClients<LinkClient> Clients => _clients ??= Keep(new NamespaceClients<LinkClient>(LinkClient.Open));

    /// <summary>The client of the namespace that is worked in now.</summary>
    internal LinkClient Client => Clients.In(Scope, Cancellation);

    internal override ErrorRecord? Describe(NetlinkException refusal, object? target) => LinkErrors.Describe(refusal, target);

    /// <summary>Refuses a link, given as an object, of another namespace than the one to work in: its name may be another link's
    /// there.</summary>
    private protected override void Begin()
    {
        base.Begin();
        if (!Parameters.IsTyped(nameof(NetNamespace)))
        {
            foreach (object? value in MyInvocation.BoundParameters.Values)
            {
                NameArgument[] names = value is NameArgument one ? [one] : value as NameArgument[] ?? [];
                Array.ForEach(names, ThrowIfElsewhere);
            }
        }
    }

    private void ThrowIfElsewhere(NameArgument link)
    {
        if (link.NetNamespace is { Inode: not 0 } place && !place.IsSame(Client.NetNamespace))
        {
            throw new CommandException(
                ErrorIds.NetLinkNotFound,
                ErrorCategory.ObjectNotFound,
                $"Cannot find the link {link}{Client.Place}: the object is a link of another namespace. Pipe it, or give its "
                    + "namespace with -NetNamespace."
            );
        }
    }

    /// <summary>A link by its name or an alternative name, after a check of the name.</summary>
    internal static NetLink FindLink(LinkClient client, string name)
    {
        LinkErrors.ThrowIfUnfindable(name);
        return client.GetLink(name);
    }

    /// <summary>The links that names and patterns choose; null where none are given. A name that no link has is an error.</summary>
    /// <param name="client">The client.</param>
    /// <param name="names">Names and, typed, patterns over names; alternative names count.</param>
    /// <param name="parameter">The parameter that holds them.</param>
    /// <param name="isComplete">Whether each name was found.</param>
    private protected List<NetLink>? FindLinks(LinkClient client, NameArgument[]? names, string parameter, out bool isComplete)
    {
        bool areFound = true;
        List<NetLink>? found = null;
        if (names is { Length: > 0 })
        {
            found = [];
            List<NetLink>? listed = null;
            foreach (NamePattern pattern in names.Select(name => name.ToPattern(Parameters.IsTyped(parameter))))
            {
                areFound &= TryInput(
                    pattern.Text,
                    () =>
                        found.AddRange(
                            pattern.IsWildcard
                                ? (listed ??= client.ListLinks()).Where(pattern.Matches)
                                : [FindLink(client, pattern.Literal)]
                        )
                );
            }
        }

        isComplete = areFound;
        return found?.DistinctBy(link => link.Index).ToList();
    }
}
