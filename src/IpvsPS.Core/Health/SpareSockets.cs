using IpvsPS.Namespaces;
using static Tmds.Linux.LibC;

namespace IpvsPS.Health;

/// <summary>
/// Sockets of one namespace that nobody uses yet. Going there and home again costs as much as a few sockets, so that several are
/// made each time; and the runtime would make pool threads there if the thread stayed.
/// </summary>
internal sealed class SpareSockets(NetNamespaceHandle netns) : IDisposable
{
    private const int MadeAtOnce = 16;

    private readonly bool _isHome = netns.FileId == NetNamespaceHandle.Home.FileId;
    private readonly Stack<int> _ipv4 = [];
    private readonly Stack<int> _ipv6 = [];

    /// <summary>Takes a socket that blocks nobody.</summary>
    /// <param name="family">InterNetwork or InterNetworkV6.</param>
    /// <param name="descriptor">The socket, which is the caller's to close; below 0 where none could be made.</param>
    /// <returns>Why none could be made.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public Errno Take(System.Net.Sockets.AddressFamily family, out int descriptor)
    {
        if (_isHome)
        {
            return NativeSocket.Make(family, out descriptor);
        }

        Stack<int> spare = family == System.Net.Sockets.AddressFamily.InterNetwork ? _ipv4 : _ipv6;
        Errno error = spare.Count == 0 ? Fill(spare, family) : Errno.None;
        bool isThere = spare.TryPop(out int taken);
        descriptor = isThere ? taken : -1;
        return isThere ? Errno.None : error;
    }

    public void Dispose()
    {
        foreach (int descriptor in _ipv4.Concat(_ipv6))
        {
            _ = close(descriptor);
        }

        _ipv4.Clear();
        _ipv6.Clear();
    }

    /// <summary>A thread of the namespaces' own makes them: this one never leaves home.</summary>
    private Errno Fill(Stack<int> spare, System.Net.Sockets.AddressFamily family) =>
        NamespaceThread.Run(
            netns,
            () =>
            {
                Errno error = Errno.None;
                for (int i = 0; i < MadeAtOnce && error == Errno.None; i++)
                {
                    error = NativeSocket.Make(family, out int made);
                    if (error == Errno.None)
                    {
                        spare.Push(made);
                    }
                }

                return error;
            }
        );
}
