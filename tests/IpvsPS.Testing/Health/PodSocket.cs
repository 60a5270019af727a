using System.Net;
using System.Net.Sockets;
using IpvsPS.Namespaces;

namespace IpvsPS.Testing.Health;

/// <summary>Sockets of servers in network namespaces.</summary>
internal static class PodSocket
{
    /// <summary>A socket that is bound and does not listen yet; one that was there before leaves no trace.</summary>
    public static Socket Bind(NetNamespaceHandle netns, IPAddress address, int port, SocketType type = SocketType.Stream)
    {
        Socket socket = NamespaceThread.Run(netns, () => new Socket(address.AddressFamily, type, ProtocolType.Unspecified));
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }
}
