using IpvsPS.Namespaces;
using IpvsPS.Testing;
using IpvsPS.Testing.Kubernetes;

namespace IpvsPS.KernelTests.Kubernetes;

/// <summary>A node of a cluster, which is a namespace with the node's address and an API server.</summary>
internal sealed class WatchedNode : IDisposable
{
    /// <summary>What whoever asks the server must show.</summary>
    public const string Token = "of-the-account";

    private readonly NetNamespaceHandle _handle;

    public WatchedNode()
    {
        Namespace.Native("ip link add eth0 type dummy; ip addr add 10.9.0.1/24 dev eth0; ip link set eth0 up");
        _handle = NetNamespaceHandle.Open(new NetNamespace(Namespace.Name));
        Server = NamespaceThread.Run(_handle, () => new ApiServer { Token = Token });
    }

    public ScratchNamespace Namespace { get; } = new();

    public ApiServer Server { get; }

    /// <summary>Has the server answer once: the first time, all of it is compiled.</summary>
    public void WarmUp() => Namespace.Native($"curl -s -k -m 120 -o /dev/null {Server.Url}/version || true");

    /// <summary>Waits until the kernel holds a table.</summary>
    public void AwaitTable(params string[] lines)
    {
        string[] wanted = [.. lines.Order(StringComparer.Ordinal)];
        string[] held = [];
        Poll.Until(() => (held = Namespace.Saved()).SequenceEqual(wanted), () => $"{string.Join('\n', wanted)}: {string.Join('\n', held)}");
    }

    public void Dispose()
    {
        Server.Dispose();
        _handle.Dispose();
        Namespace.Dispose();
    }
}
