using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace IpvsPS.Testing.Health;

/// <summary>
/// As much of an HTTP/2 server (RFC 9113) as answers one call of grpc.health.v1.Health/Check: its settings, the headers, the
/// message and the trailers.
/// </summary>
internal static class GrpcAnswers
{
    private const int PrefaceLength = 24;
    private const int FrameHeader = 9;
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte Acknowledged = 1;
    private const byte EndOfStream = 1;
    private const byte EndOfHeaders = 4;

    /// <summary>Answers the first call of a connection.</summary>
    /// <param name="health">The status: 1 is SERVING, 2 NOT_SERVING.</param>
    /// <returns>What a <see cref="ProbeServer"/> does with a connection.</returns>
    public static Func<Socket, CancellationToken, Task> With(byte health) =>
        async (socket, stop) =>
        {
            using var stream = new NetworkStream(socket);
            await stream.ReadExactlyAsync(new byte[PrefaceLength], stop);
            await SendAsync(stream, Settings, 0, 0, [], stop);
            while (true)
            {
                byte[] header = new byte[FrameHeader];
                await stream.ReadExactlyAsync(header, stop);
                byte[] body = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
                await stream.ReadExactlyAsync(body, stop);
                int id = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5));
                (byte type, byte flags) = (header[3], header[4]);
                if (type == Settings && (flags & Acknowledged) == 0)
                {
                    await SendAsync(stream, Settings, Acknowledged, 0, [], stop);
                }
                else if (type is Data or Headers && (flags & EndOfStream) != 0)
                {
                    await AnswerAsync(stream, id, health, stop);
                }
            }
        };

    private static async Task AnswerAsync(Stream stream, int id, byte health, CancellationToken stop)
    {
        // RFC 7541: 0x88 is ":status: 200" of the static table, and 0x0f 0x10 a value of its "content-type".
        byte[] headers = [0x88, 0x0f, 0x10, .. Text("application/grpc")];
        await SendAsync(stream, Headers, EndOfHeaders, id, headers, stop);
        await SendAsync(stream, Data, 0, id, [0, 0, 0, 0, 2, 0x08, health], stop);
        await SendAsync(stream, Headers, EndOfHeaders | EndOfStream, id, [0, .. Text("grpc-status"), .. Text("0")], stop);
    }

    private static async Task SendAsync(Stream stream, byte type, byte flags, int id, byte[] body, CancellationToken stop)
    {
        byte[] frame = new byte[FrameHeader + body.Length];
        (frame[1], frame[2]) = ((byte)(body.Length >> 8), (byte)body.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        body.CopyTo(frame, FrameHeader);
        await stream.WriteAsync(frame, stop);
    }

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
