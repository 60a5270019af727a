using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Http;

/// <summary>One client's connection: the head of a request is read within a deadline, and one answer is written.</summary>
internal sealed class HttpConnection : IDisposable
{
    private const int MostHeaderBytes = 8 << 10;

    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(5);

    public HttpConnection(Socket socket)
    {
        Socket = socket;
        socket.SendTimeout = (int)RequestTime.TotalMilliseconds;
    }

    public Socket Socket { get; }

    /// <summary>Whether more connections are open than are answered: this one is told so.</summary>
    public bool IsTooMany { get; init; }

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>A status with its words, as it stands in the head of an answer; 503 for any that is not sent here.</summary>
    public static string WordsOf(int status) =>
        status switch
        {
            200 => "200 OK",
            400 => "400 Bad Request",
            404 => "404 Not Found",
            405 => "405 Method Not Allowed",
            408 => "408 Request Timeout",
            431 => "431 Request Header Fields Too Large",
            _ => "503 Service Unavailable",
        };

    /// <summary>The head of an answer.</summary>
    /// <param name="status">Number and words.</param>
    /// <param name="type">Of the body.</param>
    /// <param name="more">Further lines, each with its end.</param>
    public static string Head(string status, string type, string more) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{more}Connection: close\r\n\r\n";

    /// <summary>The request up to the empty line; null with the status to answer.</summary>
    public string? ReadHead(out int refusal)
    {
        var buffer = new byte[MostHeaderBytes];
        int count = 0;
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        while (count < buffer.Length)
        {
            TimeSpan left = RequestTime - System.Diagnostics.Stopwatch.GetElapsedTime(started);
            refusal = 408;
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            Socket.ReceiveTimeout = Math.Max(1, (int)left.TotalMilliseconds);
            int read;
            try
            {
                read = Socket.Receive(buffer.AsSpan(count));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                return null;
            }

            refusal = 400;
            if (read == 0)
            {
                return null;
            }

            count += read;
            int length = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                return Encoding.Latin1.GetString(buffer, 0, length);
            }
        }

        refusal = 431;
        return null;
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[Socket.Send(bytes)..];
        }
    }

    /// <summary>Has the client get all of it: closing while something of its is unread would reset the connection.</summary>
    public void Close()
    {
        Socket.Shutdown(SocketShutdown.Send);
        Socket.ReceiveTimeout = 1000;
        var rest = new byte[1024];
        try
        {
            for (int i = 0; i < 64 && Socket.Receive(rest) > 0; i++) { }
        }
        catch (SocketException)
        {
            // It has gone, or keeps its end open.
        }
    }

    public void Dispose() => Socket.Dispose();
}
