using System.Collections;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes the names of network namespaces under /run/netns.</summary>
public sealed class NetNamespaceCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => NetNamespaceDirectory.List()
        .Select(space => new CompletionWord(space.Name!, $"network namespace {space.Name}, inode {space.Inode}"));
}
