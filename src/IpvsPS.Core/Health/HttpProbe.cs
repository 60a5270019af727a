using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>Asks for a path and looks at the status and the body.</summary>
internal static class HttpProbe
{
    /// <summary>No more of a body is looked at, unless its hash is wanted.</summary>
    private const int LongestBody = 64 << 10;

    private const int LongestHashedBody = 16 << 20;

    public static async Task RunAsync(ProbeRun probe)
    {
        IpvsHealthCheck check = probe.Check;
        using HttpMessageInvoker invoker = Invoker(probe, check.Kind == IpvsHealthCheckKind.Https, []);
        using HttpRequestMessage request = Request(probe, new HttpMethod(check.Method), check.Path, Version.Parse(check.HttpVersion));
        request.Headers.ConnectionClose = check.HttpVersion != "2.0";
        foreach (string header in (check.Headers ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = header.IndexOf(':');
            request.Headers.TryAddWithoutValidation(header[..Math.Max(colon, 0)].Trim(), header[(colon + 1)..].Trim());
        }

        using HttpResponseMessage response = await invoker.SendAsync(request, probe.Deadline).ConfigureAwait(false);
        probe.NoteAnswer();
        int status = (int)response.StatusCode;
        probe.StatusCode = status;
        if (HealthCheckRules.ReadStatusCodes(check.StatusCode)?.Any(range => status >= range.Least && status <= range.Most) != true)
        {
            throw new ProbeException(ProbeOutcome.WrongStatus, $"The server answered {status} and not {check.StatusCode}.");
        }

        if (check.Match is not null || check.BodyHash is not null)
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(probe.Deadline).ConfigureAwait(false);
            Judge(
                check,
                await ReadAsync(body, check.BodyHash is null ? LongestBody : LongestHashedBody, probe.Deadline).ConfigureAwait(false)
            );
        }
    }

    /// <summary>One connection, over TLS or not, which the probe makes itself.</summary>
    public static HttpMessageInvoker Invoker(ProbeRun probe, bool useTls, List<SslApplicationProtocol> protocols) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectCallback = async (_, _) =>
                    useTls
                        ? await StreamProbes.OpenTlsAsync(probe, protocols).ConfigureAwait(false)
                        : new ProbeStream(await probe.OpenAsync().ConfigureAwait(false)),
            },
            disposeHandler: true
        );

    /// <summary>A request whose host is the check's name, or the address.</summary>
    public static HttpRequestMessage Request(ProbeRun probe, HttpMethod method, string path, Version version)
    {
        var request = new HttpRequestMessage(method, new Uri($"http://{probe.EndPoint}{path}"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = probe.Check.HostName;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("IpvsPS", null));
        return request;
    }

    public static async Task<byte[]> ReadAsync(Stream body, int most, CancellationToken deadline)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[8 << 10];
        for (int count; bytes.Length < most && (count = await body.ReadAsync(buffer, deadline).ConfigureAwait(false)) > 0; )
        {
            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    private static void Judge(IpvsHealthCheck check, byte[] body)
    {
        // MD5 is what keepalived's files hold; it guards against a wrong page, not against anybody.
        if (check.BodyHash is { } hash && !Convert.ToHexString(MD5.HashData(body)).Equals(hash, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProbeException(ProbeOutcome.WrongContent, $"The body's hash is not {hash}.");
        }

        if (!HealthCheckRules.IsWanted(check, body))
        {
            throw new ProbeException(
                ProbeOutcome.WrongContent,
                $"The body {(check.MatchAbsent ? "matches" : "does not match")} '{check.Match}'."
            );
        }
    }
}
