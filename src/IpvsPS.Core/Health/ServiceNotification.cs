using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Health;

/// <summary>Tells systemd that a service lives, where it has asked for that (sd_notify(3)): NOTIFY_SOCKET names a socket.</summary>
public sealed class ServiceNotification
{
    private readonly string? _path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
    private int _isReady;

    /// <summary>Whether a service manager wants to be told.</summary>
    public bool IsWanted => !string.IsNullOrEmpty(_path);

    /// <summary>Says the first time that the service is ready, and each time that it lives.</summary>
    public void Alive() => Send(Interlocked.Exchange(ref _isReady, 1) == 0 ? "READY=1\nWATCHDOG=1" : "WATCHDOG=1");

    /// <summary>Says that the service ends.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>Sends this process SIGTERM, which whoever has caught it once sends again when everything is as it is to be.</summary>
    public static void Terminate() => _ = Tmds.Linux.LibC.kill(Environment.ProcessId, Tmds.Linux.LibC.SIGTERM);

    private void Send(string text)
    {
        if (!IsWanted)
        {
            return;
        }

        try
        {
            using var socket = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            string path = _path![0] == '@' ? '\0' + _path[1..] : _path;
            socket.SendTo(Encoding.UTF8.GetBytes(text), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Nobody listens any more; the service goes on.
        }
    }
}
