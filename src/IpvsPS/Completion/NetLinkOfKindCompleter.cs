using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes the links that exist and are of the kinds typed so far, in the namespace typed so far.</summary>
public sealed class NetLinkOfKindCompleter : NetLinkNameCompleter
{
    private protected override bool IsMeant(NetLink link, IDictionary typed) =>
        NamePattern.ParseAll(Typed<string[]>(typed, "Kind")) is not { } kinds
        || Array.Exists(kinds, kind => link.Kind is not null && kind.Matches(link.Kind));
}
