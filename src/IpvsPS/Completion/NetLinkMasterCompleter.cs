using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes the links that others can belong to, in the namespace typed so far: bridges, bonds, teams and VRFs.</summary>
public sealed class NetLinkMasterCompleter : NetLinkNameCompleter
{
    private static readonly string[] Kinds = ["bridge", "bond", "team", "vrf"];

    private protected override bool IsMeant(NetLink link, IDictionary typed) => Kinds.Contains(link.Kind);
}
