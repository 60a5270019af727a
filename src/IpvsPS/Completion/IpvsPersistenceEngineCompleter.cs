using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes persistence engines.</summary>
public sealed class IpvsPersistenceEngineCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        [new CompletionWord("sip", "sip: clients stay by the SIP Call-ID")];
}
