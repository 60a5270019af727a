using System.Collections;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes a process of each network namespace that has no name yet.</summary>
public sealed class NetNamespaceProcessCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => NamespaceProcesses.Read()
        .Unnamed(NetNamespaceDirectory.List())
        .Select(netns => new CompletionWord($"{netns.ProcessId}", $"{netns.ProcessId}: {netns.ProcessName}, {Quantity.Of(netns.ProcessIds.Length, "process", "processes")} in its network namespace"));
}
