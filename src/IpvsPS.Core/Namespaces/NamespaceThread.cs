using System.Runtime.ExceptionServices;
using IpvsPS.Netlink;

namespace IpvsPS.Namespaces;

/// <summary>
/// Runs one piece of work inside a namespace on a thread of its own, which then ends: neither the caller's thread
/// nor the runtime's pool is ever moved. A socket opened there stays in the namespace and serves any thread.
/// </summary>
internal static class NamespaceThread
{
    private const int StackBytes = 256 << 10;

    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static T Run<T>(NetNamespaceHandle space, Func<T> work) => Run(() =>
    {
        space.EnterOnThisThread();
        return work();
    });

    /// <summary>Runs work on a thread that it may move into another namespace, since the thread ends with it.</summary>
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "IpvsPS namespace",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>Opens a netlink conversation in a namespace. Every socket of this module is opened here.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be opened or entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static NetlinkConnection Connect(NetNamespaceHandle space, NetlinkProtocol protocol, CancellationToken cancellation)
    {
        bool isHere = space.IsCurrent();
        NetlinkSocket socket = isHere ? NetlinkSocket.Open(protocol) : Run(space, () => NetlinkSocket.Open(protocol));
        return new NetlinkConnection(socket, cancellation);
    }
}
