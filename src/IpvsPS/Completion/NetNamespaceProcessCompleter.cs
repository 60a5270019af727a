using System.Collections;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes a process of each network namespace that has no name yet.</summary>
public sealed class NetNamespaceProcessCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => NamespaceProcesses.Read()
        .Unnamed(NetNamespaceDirectory.List())
        .Select(space => new CompletionWord($"{space.ProcessId}", $"{space.ProcessId}: {space.ProcessName}, {Quantity.Of(space.ProcessIds.Length, "process", "processes")} in its network namespace"));
}
