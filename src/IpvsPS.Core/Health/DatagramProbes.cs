using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using IpvsPS.State;

namespace IpvsPS.Health;

/// <summary>Probes by single packets: DNS, UDP and ICMP.</summary>
internal static class DatagramProbes
{
    private const int LongestAnswer = 65535;
    private const int LengthOfDnsHeader = 12;
    private const int LengthOfEcho = 8;

    /// <summary>Sends a query and wants an answer to it whose RCODE is 0.</summary>
    public static async Task QueryAsync(ProbeRun probe)
    {
        byte[] query = Query(probe.Check);
        using Socket socket = await probe.OpenDatagramAsync(SocketType.Dgram, ProtocolType.Udp).ConfigureAwait(false);
        await socket.SendAsync(query, probe.Deadline).ConfigureAwait(false);
        byte[] buffer = new byte[LongestAnswer];
        int count;
        do
        {
            count = await socket.ReceiveAsync(buffer, probe.Deadline).ConfigureAwait(false);
        } while (count < LengthOfDnsHeader || buffer[0] != query[0] || buffer[1] != query[1]);

        probe.NoteAnswer();
        bool isAnswer = (buffer[2] & 0x80) != 0;
        probe.StatusCode = buffer[3] & 0xf;
        if (!isAnswer || probe.StatusCode != 0)
        {
            throw new ProbeException(
                isAnswer ? ProbeOutcome.WrongStatus : ProbeOutcome.ProtocolError,
                isAnswer ? $"The server answered with RCODE {probe.StatusCode}." : "The server sent a query back."
            );
        }
    }

    /// <summary>Sends the payload. Without an answer a server passes that refuses nothing and answers an echo request.</summary>
    public static async Task SendAsync(ProbeRun probe)
    {
        IpvsHealthCheck check = probe.Check;
        using Socket socket = await probe.OpenDatagramAsync(SocketType.Dgram, ProtocolType.Udp).ConfigureAwait(false);
        await socket.SendAsync(Convert.FromHexString(check.Payload ?? string.Empty), probe.Deadline).ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(probe.Deadline);
        if (!check.RequireReply)
        {
            patience.CancelAfter(check.Timeout / 2);
        }

        byte[] buffer = new byte[LongestAnswer];
        try
        {
            int count = await socket.ReceiveAsync(buffer, patience.Token).ConfigureAwait(false);
            probe.NoteAnswer();
            Judge(check, buffer.AsSpan(0, count));
        }
        catch (OperationCanceledException) when (!check.RequireReply && !probe.Deadline.IsCancellationRequested)
        {
            await EchoAsync(probe, probe.Deadline).ConfigureAwait(false);
        }
    }

    /// <summary>Sends an echo request and waits for its reply, told by its number and a random payload.</summary>
    public static async Task EchoAsync(ProbeRun probe, CancellationToken deadline)
    {
        bool isIPv6 = probe.EndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        using Socket socket = await probe
            .OpenDatagramAsync(SocketType.Raw, isIPv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp)
            .ConfigureAwait(false);
        byte[] request = new byte[LengthOfEcho + 16];
        RandomNumberGenerator.Fill(request.AsSpan(4));
        request[0] = (byte)(isIPv6 ? 128 : 8);
        (request[2], request[3]) = (0, 0);
        request[1] = 0;
        // The kernel reckons the checksum of ICMPv6, for which it knows the addresses.
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), isIPv6 ? (ushort)0 : Checksum(request));
        await socket.SendAsync(request, deadline).ConfigureAwait(false);
        byte[] buffer = new byte[LongestAnswer];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, deadline).ConfigureAwait(false);
            int header = isIPv6 || count == 0 ? 0 : (buffer[0] & 0xf) * 4;
            bool isReply =
                count >= header + request.Length
                && buffer[header] == (isIPv6 ? 129 : 0)
                && buffer.AsSpan(header + 4, request.Length - 4).SequenceEqual(request.AsSpan(4));
            if (isReply)
            {
                return;
            }
        }
    }

    private static void Judge(IpvsHealthCheck check, ReadOnlySpan<byte> answer)
    {
        if (answer.Length < check.LeastReplyLength || answer.Length > check.MostReplyLength)
        {
            throw new ProbeException(ProbeOutcome.WrongContent, $"The answer has {answer.Length} bytes.");
        }

        string digits = Convert.ToHexString(answer);
        string pattern = check.ReplyPattern ?? string.Empty;
        bool isAsWanted = digits.Length >= pattern.Length;
        for (int i = 0; isAsWanted && i < pattern.Length; i++)
        {
            isAsWanted = pattern[i] is 'X' or 'x' || char.ToUpperInvariant(pattern[i]) == digits[i];
        }

        if (!isAsWanted || !HealthCheckRules.IsWanted(check, answer))
        {
            throw new ProbeException(ProbeOutcome.WrongContent, "The answer is not as wanted.");
        }
    }

    private static byte[] Query(IpvsHealthCheck check)
    {
        using var query = new MemoryStream();
        byte[] header = new byte[LengthOfDnsHeader];
        RandomNumberGenerator.Fill(header.AsSpan(0, 2));
        header[2] = 1;
        header[5] = 1;
        query.Write(header);
        foreach (string label in check.QueryName.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(label);
            query.WriteByte((byte)bytes.Length);
            query.Write(bytes);
        }

        query.WriteByte(0);
        query.Write([0, (byte)HealthCheckRules.QueryTypes[check.QueryType], 0, 1]);
        return query.ToArray();
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum = (sum >> 16) + (sum & 0xffff);
        return (ushort)~(sum + (sum >> 16));
    }
}
