using System.Collections;
using IpvsPS.Ipvs;
using IpvsPS.State;

namespace IpvsPS.Completion;

/// <summary>
/// Completes the real servers that are suspended: those of the service typed so far. Where a weight is typed, it can be given to
/// every one of weight 0.
/// </summary>
public sealed class IpvsSuspendedServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(
        IEnumerable<(IpvsService Service, RealServer[] Servers)> table,
        IDictionary typed
    )
    {
        SuspensionTable? suspensions = NamespaceStack.With(
            TypedNamespace(typed),
            netns => SuspensionTable.File(StateDirectory.Default, netns.Identity).Read()
        );
        bool isWeightTyped = typed.Contains("Weight");
        return RealServers(table, typed)
            .Where(row =>
                (isWeightTyped && row.Server.Weight == 0)
                || suspensions?.Find(RealServerId.Of(row.Service.Id, row.Server), row.Server.Weight) is not null
            )
            .Select(row => RealServer(row.Server.ToString(), row.Service));
    }
}
