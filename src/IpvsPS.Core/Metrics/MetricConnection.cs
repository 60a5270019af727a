using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Metrics;

/// <summary>One client's connection: a request of GET or HEAD is read, and one answer is written.</summary>
internal sealed class MetricConnection : IDisposable
{
    private const int MostHeaderBytes = 8 << 10;

    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(5);

    /// <summary>Prometheus gives up after ten seconds unless it is told otherwise.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private MetricRequest? _request;
    private ChunkStream? _body;

    public MetricConnection(Socket socket)
    {
        _socket = socket;
        socket.SendTimeout = (int)RequestTime.TotalMilliseconds;
    }

    /// <summary>Reads the request and answers what asks for no metrics.</summary>
    /// <returns>The format that is asked for; null where the answer has been given.</returns>
    public MetricFormat? ReadRequest()
    {
        string? head = ReadHead(out int refusal);
        if (head is null)
        {
            Refuse(refusal);
            return null;
        }

        _request = MetricRequest.Parse(head);
        if (_request.Status != 200)
        {
            Refuse(_request.Status);
            return null;
        }

        return _request.Format;
    }

    /// <summary>Writes the head of an answer and gives the stream of its body.</summary>
    public Stream BeginMetrics(MetricFormat format)
    {
        string type =
            format == MetricFormat.OpenMetrics
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        bool isChunked = _request!.IsHttp11;
        Send(Head("200 OK", type, isChunked ? "Transfer-Encoding: chunked\r\n" : string.Empty));
        _body = new ChunkStream(_socket, isChunked, _request.IsHead, AnswerTime);
        return _body;
    }

    /// <summary>Ends the answer.</summary>
    public void End()
    {
        _body?.End();
        Close();
    }

    /// <summary>Answers with an error.</summary>
    /// <param name="status">The status code.</param>
    public void Refuse(int status)
    {
        string reason = status switch
        {
            400 => "400 Bad Request",
            404 => "404 Not Found",
            405 => "405 Method Not Allowed",
            408 => "408 Request Timeout",
            431 => "431 Request Header Fields Too Large",
            _ => "503 Service Unavailable",
        };
        string body = $"{reason}. The metrics are at /metrics.\n";
        string allow = status == 405 ? "Allow: GET, HEAD\r\n" : string.Empty;
        bool isHead = _request?.IsHead ?? false;
        Send(Head(reason, "text/plain; charset=utf-8", $"{allow}Content-Length: {body.Length}\r\n") + (isHead ? string.Empty : body));
        Close();
    }

    public void Dispose() => _socket.Dispose();

    private static string Head(string status, string type, string more) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{more}Connection: close\r\n\r\n";

    private void Send(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int sent = 0; sent < bytes.Length; )
        {
            sent += _socket.Send(bytes.AsSpan(sent));
        }
    }

    /// <summary>The request up to the empty line; null with the status to answer.</summary>
    private string? ReadHead(out int refusal)
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

            _socket.ReceiveTimeout = Math.Max(1, (int)left.TotalMilliseconds);
            int read;
            try
            {
                read = _socket.Receive(buffer.AsSpan(count));
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

    /// <summary>Lets the client read the whole answer: closing while something it sent is unread would reset the connection.</summary>
    private void Close()
    {
        _socket.Shutdown(SocketShutdown.Send);
        _socket.ReceiveTimeout = 1000;
        var rest = new byte[1024];
        try
        {
            for (int i = 0; i < 64 && _socket.Receive(rest) > 0; i++) { }
        }
        catch (SocketException)
        {
            // It has gone, or keeps its end open.
        }
    }
}
