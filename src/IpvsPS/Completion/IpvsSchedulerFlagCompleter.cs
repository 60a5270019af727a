using System.Collections;
using IpvsPS.Ipvs;

namespace IpvsPS.Completion;

/// <summary>Completes the flags of the scheduler typed so far, each with what it does.</summary>
public sealed class IpvsSchedulerFlagCompleter : WordCompleter
{
    private static readonly CompletionWord[] Flags =
    [
        new("sh-fallback", "sh-fallback: where the hash leads to a real server that takes no connections, another one is tried"),
        new("sh-port", "sh-port: the client's port counts too, not the address alone"),
        new("mh-fallback", "mh-fallback: where the hash leads to a real server that takes no connections, another one is tried"),
        new("mh-port", "mh-port: the client's port counts too, not the address alone"),
        new("flag-1", "flag-1: the first flag of any scheduler"),
        new("flag-2", "flag-2: the second flag of any scheduler"),
        new("flag-3", "flag-3: the third flag of any scheduler"),
    ];

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => Typed<string>(typed, "Scheduler") is { } scheduler
        ? Flags.Where(flag => IpvsFlags.IsFlagOf(scheduler, flag.Text))
        : Flags;
}
