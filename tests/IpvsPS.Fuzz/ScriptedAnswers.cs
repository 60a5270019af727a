using System.Buffers.Binary;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.Fuzz;

/// <summary>
/// Answers that are the input. Behind its first byte the input is parts of a byte that says what it is, a byte of
/// length and that many bytes: whole datagrams, or payloads of messages that carry the right type, sequence and port, so that
/// they are read. Where the input ends, every request ends as it should.
/// </summary>
internal sealed class ScriptedAnswers(byte[] input, NetlinkProtocol protocol) : INetlinkResponder
{
    private const ushort Controller = 16;
    private const ushort Family = 0x1c;

    private int _at = 1;

    private enum Part
    {
        Row,
        InterruptedRow,
        Refusal,
        RefusalInWords,
        End,
        Datagram,
        NextRequest,
    }

    public void Answer(in NetlinkMessage request, FakeKernel kernel)
    {
        if (protocol == NetlinkProtocol.Generic && request.Type == Controller)
        {
            Enqueue(kernel, request, Controller, NetlinkFlags.None, [1, 1, 0, 0, 6, 0, 1, 0, (byte)Family, 0, 0, 0]);
            Enqueue(kernel, request, NetlinkMessageType.Error, NetlinkFlags.None, new byte[4]);
            return;
        }

        while (TryTakePart(out Part part, out ReadOnlySpan<byte> bytes) && part != Part.NextRequest)
        {
            Answer(request, kernel, part, bytes);
        }

        Enqueue(kernel, request, NetlinkMessageType.Done, NetlinkFlags.Multi, new byte[4]);
    }

    private void Answer(in NetlinkMessage request, FakeKernel kernel, Part part, ReadOnlySpan<byte> bytes)
    {
        // A request for rows is answered with the type of what makes one: two below it by rtnetlink, one below it by netfilter.
        ushort rowType = protocol switch
        {
            NetlinkProtocol.Generic => Family,
            NetlinkProtocol.Netfilter => (ushort)(request.Type - 1),
            _ => (ushort)(request.Type - 2),
        };
        switch (part)
        {
            case Part.Row:
                Enqueue(kernel, request, rowType, NetlinkFlags.Multi, bytes);
                break;
            case Part.InterruptedRow:
                Enqueue(kernel, request, rowType, NetlinkFlags.Multi | NetlinkFlags.DumpInterrupted, bytes);
                break;
            case Part.Refusal:
                Enqueue(kernel, request, NetlinkMessageType.Error, NetlinkFlags.Capped, bytes);
                break;
            case Part.RefusalInWords:
                Enqueue(kernel, request, NetlinkMessageType.Error, NetlinkFlags.AckAttributes, bytes);
                break;
            case Part.End:
                Enqueue(kernel, request, NetlinkMessageType.Done, NetlinkFlags.Multi, bytes);
                break;
            case Part.Datagram:
                kernel.Answer(bytes.ToArray());
                break;
        }
    }

    private bool TryTakePart(out Part part, out ReadOnlySpan<byte> bytes)
    {
        part = default;
        bytes = default;
        if (_at + 2 > input.Length)
        {
            return false;
        }

        part = (Part)(input[_at] % (int)(Part.NextRequest + 1));
        int length = Math.Min(input[_at + 1], input.Length - _at - 2);
        bytes = input.AsSpan(_at + 2, length);
        _at += 2 + length;
        return true;
    }

    private static void Enqueue(FakeKernel kernel, in NetlinkMessage request, ushort type, NetlinkFlags flags, ReadOnlySpan<byte> payload)
    {
        byte[] message = new byte[NetlinkLayout.Align(NetlinkLayout.MessageHeader + payload.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(message, NetlinkLayout.MessageHeader + payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), (ushort)flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), request.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), FakeKernel.ClientPort);
        payload.CopyTo(message.AsSpan(NetlinkLayout.MessageHeader));
        kernel.Answer(message);
    }
}
