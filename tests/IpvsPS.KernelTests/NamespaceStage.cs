using IpvsPS.Namespaces;

namespace IpvsPS.KernelTests;

/// <summary>Several network namespaces with hosts in them. What it has opened is closed in the reverse order.</summary>
public abstract class NamespaceStage : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected T Keep<T>(T resource)
        where T : IDisposable
    {
        _open.Add(resource);
        return resource;
    }

    private protected NetNamespaceHandle Open(ScratchNamespace netns) => Keep(NetNamespaceHandle.Open(new NetNamespace(netns.Name)));
}
