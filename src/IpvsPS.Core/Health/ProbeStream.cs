using System.Net.Sockets;

namespace IpvsPS.Health;

/// <summary>
/// A stream over a probe's connection. The runtime's own shuts the connection down before it closes it, and leaves it in TIME_WAIT
/// where the server closes at the same time; this one only closes it, which resets it.
/// </summary>
internal sealed class ProbeStream(Socket socket) : NetworkStream(socket, ownsSocket: false)
{
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Socket.Dispose();
        }

        base.Dispose(disposing);
    }
}
