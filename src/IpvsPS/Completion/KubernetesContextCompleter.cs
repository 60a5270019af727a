using System.Collections;
using System.Runtime.CompilerServices;
using IpvsPS.Kubernetes;

namespace IpvsPS.Completion;

/// <summary>Completes the contexts of the kubeconfig that is typed, or that kubectl would take.</summary>
public sealed class KubernetesContextCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionWord> Words(IDictionary typed) =>
        List(Typed<string>(typed, "Kubeconfig")).Select(name => new CompletionWord(name, name));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IReadOnlyList<string> List(string? kubeconfig) =>
        ClusterConnection.ListContexts(kubeconfig is null ? ClusterSource.Default() : new ClusterSource { Kubeconfigs = [kubeconfig] });
}
