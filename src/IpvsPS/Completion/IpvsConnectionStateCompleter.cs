using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the states of connections.</summary>
public sealed class IpvsConnectionStateCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        IpvsConnectionTable.KnownStates.Select(state => new CompletionWord(state));
}
