using System.Collections;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes the containers that run on this machine, by as many digits of their ids as <c>docker ps</c> shows.</summary>
public sealed class ContainerIdCompleter : WordCompleter
{
    private const int Digits = 12;

    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => ContainerProcess.List()
        .Select(container => new CompletionWord(container.Id[..Digits], $"{container.Id}, {Quantity.Of(container.Processes, "process", "processes")}"));
}
