using IpvsPS.Http;

namespace IpvsPS.Metrics;

/// <summary>One client's connection: a request of GET or HEAD is read, and one answer is written.</summary>
internal sealed class MetricConnection(HttpConnection connection)
{
    /// <summary>Prometheus gives up after ten seconds unless it is told otherwise.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    private MetricRequest? _request;
    private ChunkStream? _body;

    /// <summary>Reads the request and answers what asks for no metrics.</summary>
    /// <returns>The format that is asked for; null where the answer has been given.</returns>
    public MetricFormat? ReadRequest()
    {
        string? head = connection.ReadHead(out int refusal);
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
        connection.Send(
            HttpConnection.Head(HttpConnection.WordsOf(200), type, isChunked ? "Transfer-Encoding: chunked\r\n" : string.Empty)
        );
        _body = new ChunkStream(connection.Socket, isChunked, _request.IsHead, AnswerTime);
        return _body;
    }

    /// <summary>Ends the answer.</summary>
    public void End()
    {
        _body?.End();
        connection.Close();
    }

    /// <summary>Answers with an error.</summary>
    /// <param name="status">The status code.</param>
    public void Refuse(int status)
    {
        string reason = HttpConnection.WordsOf(status);
        string body = $"{reason}. The metrics are at /metrics.\n";
        string allow = status == 405 ? "Allow: GET, HEAD\r\n" : string.Empty;
        bool isHead = _request?.IsHead ?? false;
        connection.Send(
            HttpConnection.Head(reason, "text/plain; charset=utf-8", $"{allow}Content-Length: {body.Length}\r\n")
                + (isHead ? string.Empty : body)
        );
        connection.Close();
    }
}
