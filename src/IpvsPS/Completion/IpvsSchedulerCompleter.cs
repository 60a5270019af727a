using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes scheduler names, each with what it does; others can be typed.</summary>
public sealed class IpvsSchedulerCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        IpvsSchedulerCatalog.All.Select(scheduler => new CompletionWord(scheduler.Name, $"{scheduler.Name}: {scheduler.Description}"));
}
