using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the real servers that exist: those of the service typed so far.</summary>
public sealed class IpvsRealServerCompleter : IpvsTableCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IpvsClient client, IDictionary typed) => RealServers(client, typed)
        .Select(server => new CompletionWord(server.ToString(), $"{server} of {server.Service}"));
}
