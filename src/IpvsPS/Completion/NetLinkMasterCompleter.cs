using System.Collections;
using IpvsPS.Commands;
using IpvsPS.Links;

namespace IpvsPS.Completion;

/// <summary>Completes the links that others can belong to, in the namespace typed so far: bridges, bonds, teams and VRFs.</summary>
public sealed class NetLinkMasterCompleter : WordCompleter
{
    private static readonly string[] Kinds = ["bridge", "bond", "team", "vrf"];

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed)
    {
        using var clients = new NamespaceClients<LinkClient>(LinkClient.Open);
        return clients.In(TypedNamespace(typed), CancellationToken.None).ListLinks()
            .FindAll(link => Kinds.Contains(link.Kind))
            .ConvertAll(link => new CompletionWord(link.Name, $"{link.Name}: {link.Kind}, {link.State}"));
    }
}
