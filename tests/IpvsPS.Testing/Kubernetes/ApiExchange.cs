using System.Collections.Specialized;
using System.Diagnostics;
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
    /// <summary>As often as the real server sends a bookmark.</summary>
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(60);

    private const string Bearer = "Authorization: Bearer ";

    private readonly byte[] _buffer = new byte[64 << 10];
    private int _held;
    private X509Certificate2? _shown;

    public void Serve()
    {
        try
        {
            using var stream = new SslStream(
                new NetworkStream(socket, ownsSocket: true),
                false,
                (_, certificate, _, _) => Note(certificate)
            );
            stream.AuthenticateAsServer(server.Certificates.Server, clientCertificateRequired: true, checkCertificateRevocation: false);
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

    /// <summary>Any certificate will do for TLS; who shows one of another authority, or none, is refused by an answer.</summary>
    private bool Note(X509Certificate? certificate)
    {
        _shown = certificate as X509Certificate2;
        return true;
    }

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
        long left = Number(length[name.Length..].Trim());
        while (left > 0)
        {
            int held = (int)Math.Min(left, _held);
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

        var selection = new ApiSelection(query["labelSelector"] ?? string.Empty, query["fieldSelector"] ?? string.Empty);
        if (Refuse(head, path, isWatch) is { } failure)
        {
            Send(stream, failure);
        }
        else if (server.Discover(path) is { } kinds)
        {
            Send(stream, kinds);
        }
        else if (isWatch)
        {
            Watch(stream, path, selection, query);
        }
        else
        {
            Send(stream, List(path, selection, query));
        }
    }

    /// <summary>Who is unknown, has no right or asks for what is not there; null for none of these.</summary>
    private ApiAnswer? Refuse(string head, string path, bool isWatch)
    {
        string? token = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Bearer, StringComparison.Ordinal))?[Bearer.Length..];
        bool isStranger = _shown is not null && !server.Certificates.HasSigned(_shown);
        bool isNobody = token == ApiServer.NobodyToken;
        if (isStranger || (token is not null && server.Token is not null && token != server.Token && !isNobody))
        {
            return ApiAnswer.Unauthorized;
        }

        bool isKnown = token is not null || _shown is not null || (server.Token is null && !server.WantsCertificate);
        if (isNobody || !isKnown)
        {
            return ApiAnswer.Forbidden(path, isNobody ? "nobody" : "system:anonymous", isWatch);
        }

        server.LastCertificate = _shown?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        int status = server.Refused.GetValueOrDefault(path, isWatch ? server.RefusedWatches.GetValueOrDefault(path, 200) : 200);
        bool isThere = server.Discover(path) is not null || server.Has(path);
        return status switch
        {
            403 => ApiAnswer.Forbidden(path, ApiServer.User, isWatch),
            404 => ApiAnswer.NoSuchApi,
            410 => ApiAnswer.TooOld(0, 0),
            200 when isThere => null,
            // A group that nobody has rights to is refused before it is found missing.
            200 => ApiAnswer.Forbidden(path, ApiServer.User, isWatch),
            _ => ApiAnswer.Of(status),
        };
    }

    /// <summary>A page of a list, or why there is none.</summary>
    private ApiAnswer List(string path, ApiSelection selection, NameValueCollection query)
    {
        string version = query["resourceVersion"] ?? string.Empty;
        if (version.Length > 0 && !IsNumber(version))
        {
            return ApiAnswer.BadVersion(version, isWatch: false);
        }

        ApiContinue? start = ApiContinue.Read(query["continue"] ?? string.Empty);
        if (start is null && query["continue"] is not null)
        {
            return ApiAnswer.BadContinue;
        }

        return start is not null && !server.Knows(start.Version)
            ? ApiAnswer.ContinueTooOld
            : new ApiAnswer(
                200,
                server.Read(
                    path,
                    (resource, at) => resource.List(selection, start?.Version ?? at, (int)Number(query["limit"]), start?.After ?? "")
                )!
            );
    }

    private void Watch(SslStream stream, string path, ApiSelection selection, NameValueCollection query)
    {
        bool wantsAll = query["sendInitialEvents"] == "true";
        string version = query["resourceVersion"] ?? string.Empty;
        long from = Number(version);
        bool isKnown = server.Knows(from) || from == 0;
        ApiAnswer? failure =
            wantsAll && !server.HasInitialEvents ? ApiAnswer.NoInitialEvents
            : wantsAll && query["resourceVersionMatch"] != "NotOlderThan" ? ApiAnswer.NoVersionMatch
            : version.Length > 0 && !IsNumber(version) ? ApiAnswer.BadVersion(version, isWatch: true)
            : !isKnown && server.ExpiresByStatus ? server.TooOld(from)
            : null;
        if (failure is not null)
        {
            Send(stream, failure);
            return;
        }

        stream.Write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        if (!isKnown)
        {
            Chunk(stream, Encoding.UTF8.GetBytes($$"""{"type":"ERROR","object":{{server.TooOld(from).Body}}}""" + "\n"));
            Chunk(stream, []);
            return;
        }

        bool hasBookmarks = query["allowWatchBookmarks"] is "1" or "true";
        if (wantsAll || from == 0)
        {
            (List<byte[]> all, from) = server.Read(
                path,
                (resource, at) =>
                {
                    List<byte[]> events = resource.InitialEvents(selection);
                    return Tuple.Create(wantsAll && hasBookmarks ? [.. events, resource.Bookmark(at, true)] : events, at);
                }
            )!;
            all.ForEach(bytes => Chunk(stream, bytes));
        }

        server.CountWatch(1);
        try
        {
            Follow(stream, path, selection, from, TimeSpan.FromSeconds(Math.Max(1, Number(query["timeoutSeconds"]))), hasBookmarks);
        }
        finally
        {
            server.CountWatch(-1);
        }

        Chunk(stream, []);
    }

    private void Follow(SslStream stream, string path, ApiSelection selection, long from, TimeSpan time, bool hasBookmarks)
    {
        int place = 0;
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        long bookmark = NextBookmark();
        while (Stopwatch.GetTimestamp() < end && socket.Connected)
        {
            // Of a version that is still to come nothing is said, not even by a bookmark, until it has come.
            (List<byte[]> happened, byte[]? mark) = server.Read(
                path,
                (resource, at) =>
                {
                    place = Math.Min(place, resource.HistoryCount);
                    IEnumerable<byte[]?> shown = resource.After(from, ref place).Select(one => resource.Show(one, selection));
                    return Tuple.Create(shown.OfType<byte[]>().ToList(), hasBookmarks && at >= from ? resource.Bookmark(at) : null);
                }
            )!;
            while (server.IsSilent)
            {
                Thread.Sleep(10);
            }

            happened.ForEach(bytes => Chunk(stream, bytes));
            if (mark is not null && Stopwatch.GetTimestamp() >= bookmark)
            {
                Chunk(stream, mark);
                bookmark = NextBookmark();
            }

            if (happened.Count == 0)
            {
                server.Wait(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static long NextBookmark() => Stopwatch.GetTimestamp() + (long)(BookmarkInterval.TotalSeconds * Stopwatch.Frequency);

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static long Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static void Send(SslStream stream, ApiAnswer answer)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(answer.Body);
        stream.Write(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} x\r\nContent-Type: {answer.Type}\r\nContent-Length: {bytes.Length}\r\n\r\n")
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
