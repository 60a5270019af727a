using System.Collections;

namespace IpvsPS.Completion;

/// <summary>Completes the methods of HTTP that a check would use; others can be typed.</summary>
public sealed class HttpMethodCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        [
            new("GET", "GET: the answer has a body"),
            new("HEAD", "HEAD: the answer has no body"),
            new("POST", "POST: without a body of its own"),
            new("OPTIONS", "OPTIONS: what the server allows"),
        ];
}

/// <summary>Completes the kinds of checks.</summary>
public sealed class HealthCheckKindCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        Enum.GetNames<State.IpvsHealthCheckKind>()
            .Select(kind => new CompletionWord(kind, $"{kind}: a check of this kind with its defaults"));
}
