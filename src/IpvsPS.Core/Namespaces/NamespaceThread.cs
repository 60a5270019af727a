using System.Runtime.ExceptionServices;
using IpvsPS.Netlink;

namespace IpvsPS.Namespaces;

/// <summary>
/// Runs one piece of work inside a namespace on a thread that is there for it: neither the caller's thread nor the
/// runtime's pool is ever moved. A socket opened there stays in the namespace and serves any thread.
/// </summary>
internal static class NamespaceThread
{
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static T Run<T>(NetNamespaceHandle netns, Func<T> work) =>
        Run(
            NamespaceWorker.Run,
            () =>
            {
                netns.EnterOnThisThread();
                return work();
            }
        );

    /// <summary>
    /// Runs work inside a namespace: on the calling thread if it is there already, since entering a namespace needs a capability.
    /// </summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static T RunInside<T>(NetNamespaceHandle netns, Func<T> work) => netns.IsCurrent() ? work() : Run(netns, work);

    /// <summary>Runs work inside the home namespace.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static T RunAtHome<T>(Func<T> work) => RunInside(NetNamespaceHandle.Home, work);

    /// <summary>Runs work on a thread that it may change in any way, since the thread ends with it.</summary>
    public static T RunAlone<T>(Func<T> work) => Run(NamespaceWorker.RunAlone, work);

    /// <summary>Opens a netlink connection in a namespace. Every socket of this module is opened here.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be opened or entered.</exception>
    /// <exception cref="NetlinkException">The socket could not be made.</exception>
    public static NetlinkConnection Connect(NetNamespaceHandle netns, NetlinkProtocol protocol, CancellationToken cancellation) =>
        new(RunInside(netns, () => NetlinkSocket.Open(protocol)), cancellation);

    private static T Run<T>(Action<Action> run, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        run(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        failure?.Throw();
        return result;
    }
}
