using System.Collections;
using IpvsPS.Namespaces;

namespace IpvsPS.Completion;

/// <summary>Completes the names of network namespaces under /run/netns.</summary>
public sealed class NetNamespaceCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) => NetNamespaceDirectory.List()
        .Select(netns => new CompletionWord(netns.Name!, $"network namespace {netns.Name}, inode {netns.Inode}"));
}
