using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;

namespace IpvsPS.Health;

/// <summary>
/// Asks grpc.health.v1.Health/Check. A message is five bytes, a flag and a length, and then the fields of protobuf, of which
/// there is one: the service's name, or the status.
/// </summary>
internal static class GrpcProbe
{
    private const int PrefixLength = 5;
    private const byte NameField = 0x0a;
    private const byte StatusField = 0x08;
    private const int Serving = 1;
    private const int LongestName = 127;

    public static async Task RunAsync(ProbeRun probe)
    {
        using HttpMessageInvoker invoker = HttpProbe.Invoker(probe, probe.Check.UseTls, [SslApplicationProtocol.Http2]);
        using HttpRequestMessage request = HttpProbe.Request(probe, HttpMethod.Post, "/grpc.health.v1.Health/Check", HttpVersion.Version20);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Content = new ByteArrayContent(Encode(probe.Check.GrpcService));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpResponseMessage response = await invoker.SendAsync(request, probe.Deadline).ConfigureAwait(false);
        probe.NoteAnswer();
        await using Stream body = await response.Content.ReadAsStreamAsync(probe.Deadline).ConfigureAwait(false);
        byte[] answer = await HttpProbe.ReadAsync(body, 4096, probe.Deadline).ConfigureAwait(false);
        string? status = Find(response.TrailingHeaders) ?? Find(response.Headers);
        if (status != "0")
        {
            throw new ProbeException(
                status is null ? ProbeOutcome.ProtocolError : ProbeOutcome.WrongStatus,
                status is null
                    ? "The answer is not of gRPC."
                    : $"gRPC's status is {status}, where 5 is an unknown service and 12 a server without health."
            );
        }

        int health = answer.Length >= PrefixLength + 2 && answer[PrefixLength] == StatusField ? answer[PrefixLength + 1] : 0;
        probe.StatusCode = health;
        if (health != Serving)
        {
            throw new ProbeException(ProbeOutcome.WrongStatus, $"The service's status is {health} and not SERVING (1).");
        }
    }

    private static byte[] Encode(string service)
    {
        byte[] name = Encoding.UTF8.GetBytes(service);
        if (name.Length > LongestName)
        {
            throw new ProbeException(ProbeOutcome.NotMade, $"The service's name has more than {LongestName} bytes.");
        }

        byte[] message = new byte[PrefixLength + (name.Length == 0 ? 0 : name.Length + 2)];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - PrefixLength);
        if (name.Length > 0)
        {
            (message[PrefixLength], message[PrefixLength + 1]) = (NameField, (byte)name.Length);
            name.CopyTo(message, PrefixLength + 2);
        }

        return message;
    }

    private static string? Find(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
