using System.Net;
using System.Net.Sockets;
using System.Text;
using IpvsPS.Namespaces;

namespace IpvsPS.Http;

/// <summary>A short answer.</summary>
/// <param name="Status">Its number.</param>
/// <param name="Type">Of its body.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">Further lines of its head, each with its end.</param>
internal sealed record HttpAnswer(int Status, string Type, string Body, string Headers = "")
{
    /// <summary>Has browsers believe the type.</summary>
    public const string NoSniff = "X-Content-Type-Options: nosniff\r\n";

    public static HttpAnswer NotFound { get; } = new(404, "text/plain; charset=utf-8", "404 page not found\n", NoSniff);
}

/// <summary>Answers GET and HEAD with short texts by their paths.</summary>
internal sealed class HttpService : IDisposable
{
    private readonly Func<string, HttpAnswer> _answer;
    private readonly HttpAcceptor _acceptor;

    private HttpService(NetNamespaceHandle netns, IPEndPoint endpoint, string name, Func<string, HttpAnswer> answer)
    {
        _answer = answer;
        _acceptor = HttpAcceptor.Start(netns, endpoint, name, Serve);
    }

    public IPEndPoint Endpoint => _acceptor.Endpoint;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="SocketException">The port is taken, the address is not this host's, or the port may not be used.</exception>
    public static HttpService Start(NetNamespaceHandle netns, IPEndPoint endpoint, string name, Func<string, HttpAnswer> answer) =>
        new(netns, endpoint, name, answer);

    public void Dispose() => _acceptor.Dispose();

    private void Serve(HttpConnection connection)
    {
        const string text = "text/plain; charset=utf-8";
        string? head = null;
        int refusal = 503;
        HttpAnswer answer =
            connection.IsTooMany || (head = connection.ReadHead(out refusal)) is null ? new HttpAnswer(refusal, text, $"{refusal}\n")
            : head.Split("\r\n")[0].Split(' ') is not [var method, var target, _] ? new HttpAnswer(400, text, "400 Bad Request\n")
            : method is not ("GET" or "HEAD") ? new HttpAnswer(405, text, "405 Method Not Allowed\n", "Allow: GET, HEAD\r\n")
            : _answer(target.Split('?')[0]);
        byte[] body = Encoding.UTF8.GetBytes(answer.Body);
        connection.Send(
            HttpConnection.Head(HttpConnection.WordsOf(answer.Status), answer.Type, $"{answer.Headers}Content-Length: {body.Length}\r\n")
        );
        connection.Send(head?.StartsWith("HEAD ", StringComparison.Ordinal) == true ? [] : body);
        connection.Close();
    }
}
