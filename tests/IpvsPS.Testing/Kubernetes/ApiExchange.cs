using System.Collections.Specialized;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Web;

namespace IpvsPS.Testing.Kubernetes;

/// <summary>One client's connection to the stand-in.</summary>
internal sealed class ApiExchange(ApiServer server, Socket socket)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _held;

    public void Serve()
    {
        try
        {
            using var stream = new SslStream(
                new NetworkStream(socket, ownsSocket: true),
                false,
                (_, certificate, _, _) => IsKnown(certificate)
            );
            stream.AuthenticateAsServer(server.Certificates.Server, server.WantsCertificate, checkCertificateRevocation: false);
            while (ReadHead(stream) is { } head)
            {
                SkipBody(stream, head);
                Answer(stream, head);
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, or the server.
        }
    }

    private bool IsKnown(X509Certificate? certificate) =>
        !server.WantsCertificate || (certificate is X509Certificate2 shown && server.Certificates.HasSigned(shown));

    private string? ReadHead(SslStream stream)
    {
        while (true)
        {
            int end = _buffer.AsSpan(0, _held).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                string head = Encoding.Latin1.GetString(_buffer, 0, end);
                _buffer.AsSpan(end + 4, _held - end - 4).CopyTo(_buffer);
                _held -= end + 4;
                return head;
            }

            int count = stream.Read(_buffer, _held, _buffer.Length - _held);
            if (count == 0)
            {
                return null;
            }

            _held += count;
        }
    }

    /// <summary>What a client posts, such as an event about its node, is of no interest.</summary>
    private void SkipBody(SslStream stream, string head)
    {
        const string name = "Content-Length:";
        string length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) ?? $"{name}0";
        int left = Number(length[name.Length..].Trim());
        while (left > 0)
        {
            int held = Math.Min(left, _held);
            _buffer.AsSpan(held, _held - held).CopyTo(_buffer);
            (left, _held) = (left - held, _held - held);
            if (left > 0 && (_held = stream.Read(_buffer)) == 0)
            {
                return;
            }
        }
    }

    private void Answer(SslStream stream, string head)
    {
        string target = head.Split(' ')[1];
        string path = target.Split('?')[0];
        NameValueCollection query = HttpUtility.ParseQueryString(target.Contains('?') ? target[(target.IndexOf('?') + 1)..] : string.Empty);
        bool isWatch = query["watch"] is "1" or "true";
        server.Requests.Enqueue(Uri.UnescapeDataString(target));
        while (server.IsSilent)
        {
            Thread.Sleep(10);
        }

        int status =
            server.Token is { } token
            && !head.Contains($"Authorization: Bearer {token}\r\n", StringComparison.Ordinal)
            && !head.EndsWith($"Authorization: Bearer {token}", StringComparison.Ordinal)
                ? 401
                : server.Refused.GetValueOrDefault(path, isWatch ? server.RefusedWatches.GetValueOrDefault(path, 200) : 200);
        var selection = new ApiSelection(query["labelSelector"] ?? string.Empty, query["fieldSelector"] ?? string.Empty);
        if (status != 200)
        {
            Send(stream, status, Failure(status));
        }
        else if (isWatch)
        {
            Watch(stream, path, selection, query);
        }
        else
        {
            string? list = server.Read(
                path,
                (resource, at) => resource.List(selection, at, Number(query["limit"]), Number(query["continue"]))
            );
            Send(stream, list is null ? 404 : 200, list ?? Failure(404));
        }
    }

    private void Watch(SslStream stream, string path, ApiSelection selection, NameValueCollection query)
    {
        bool wantsAll = query["sendInitialEvents"] == "true";
        if (wantsAll && (!server.HasInitialEvents || query["resourceVersionMatch"] != "NotOlderThan"))
        {
            Send(stream, 422, Failure(422));
            return;
        }

        long from = Number(query["resourceVersion"]);
        bool isKnown = server.Knows(from) || from == 0;
        if (!isKnown && server.ExpiresByStatus)
        {
            Send(stream, 410, Failure(410));
            return;
        }

        stream.Write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        if (!isKnown)
        {
            Chunk(stream, Encoding.UTF8.GetBytes($$"""{"type":"ERROR","object":{{Failure(410)}}}""" + "\n"));
            Chunk(stream, []);
            return;
        }

        if (wantsAll)
        {
            (List<byte[]> all, from) = server.Read(path, (resource, at) => Tuple.Create(resource.InitialEvents(selection, at), at))!;
            all.ForEach(bytes => Chunk(stream, bytes));
        }

        server.CountWatch(1);
        try
        {
            Follow(stream, path, selection, from, TimeSpan.FromSeconds(Math.Max(1, Number(query["timeoutSeconds"]))));
        }
        finally
        {
            server.CountWatch(-1);
        }

        Chunk(stream, []);
    }

    private void Follow(SslStream stream, string path, ApiSelection selection, long from, TimeSpan time)
    {
        int place = 0;
        DateTime end = DateTime.UtcNow + time;
        DateTime bookmark = DateTime.UtcNow + server.BookmarkInterval;
        while (DateTime.UtcNow < end && socket.Connected)
        {
            (List<ApiEvent> happened, byte[] mark) = server.Read(
                path,
                (resource, at) =>
                {
                    place = Math.Min(place, resource.HistoryCount);
                    return Tuple.Create(resource.After(from, ref place), resource.Bookmark(at));
                }
            )!;
            while (server.IsSilent)
            {
                Thread.Sleep(10);
            }

            happened.Select(one => ApiResource.Show(one, selection)).OfType<byte[]>().ToList().ForEach(bytes => Chunk(stream, bytes));
            if (DateTime.UtcNow >= bookmark)
            {
                Chunk(stream, mark);
                bookmark = DateTime.UtcNow + server.BookmarkInterval;
            }

            if (happened.Count == 0)
            {
                server.Wait(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static string Failure(int status) =>
        $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":{{status}}, """
        + $$""" "reason":"{{(status == 410 ? "Expired" : "Refused")}}","message":"stand-in"}""";

    private static void Send(SslStream stream, int status, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        stream.Write(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\n\r\n")
        );
        stream.Write(bytes);
    }

    private static void Chunk(SslStream stream, byte[] bytes)
    {
        stream.Write(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
        stream.Write(bytes);
        stream.Write("\r\n"u8);
    }
}
