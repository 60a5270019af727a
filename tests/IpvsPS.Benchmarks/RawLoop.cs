using System.Buffers.Binary;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Benchmarks;

/// <summary>
/// The least that a program can do: send messages that were made before, and receive until the kernel has answered
/// the last. It decodes nothing, keeps nothing, and is what the kernel and the system calls alone cost.
/// </summary>
internal sealed class RawLoop(BenchmarkNamespace netns, NetlinkProtocol protocol) : IDisposable
{
    private const int DatagramBytes = 64 << 10;

    private readonly PlainSocket _socket = NamespaceThread.Run(netns.Handle, () => new PlainSocket(protocol));
    private readonly byte[] _buffer = new byte[DatagramBytes];

    /// <summary>Cuts messages into datagrams, numbers them, and asks for an acknowledgement on the last of each.</summary>
    public static List<byte[]> Datagrams(NetlinkWriter messages)
    {
        var datagrams = new List<byte[]>();
        Span<byte> rest = messages.Written;
        for (uint sequence = 0; !rest.IsEmpty; )
        {
            int length = 0;
            int last = 0;
            while (length < rest.Length && length + MessageLength(rest[length..]) <= DatagramBytes)
            {
                last = length;
                BinaryPrimitives.WriteUInt32LittleEndian(rest[(length + 8)..], ++sequence);
                length += MessageLength(rest[length..]);
            }

            rest[last + 6] |= (byte)NetlinkFlags.Ack;
            datagrams.Add(rest[..length].ToArray());
            rest = rest[length..];
        }

        return datagrams;
    }

    /// <summary>Sends datagrams one by one; each is answered by one acknowledgement, or the kernel has refused something.</summary>
    public void Apply(List<byte[]> datagrams)
    {
        foreach (byte[] datagram in datagrams)
        {
            _socket.Send(datagram);
            _socket.Receive(_buffer);
            Throw((Errno)(-BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(16))));
        }
    }

    /// <summary>Sends the request of one listing and receives it to its end. Returns the number of its messages.</summary>
    public int List(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        for (int count = 0; ; )
        {
            int length = _socket.Receive(_buffer);
            for (int at = 0; at < length; at += MessageLength(_buffer.AsSpan(at)), count++)
            {
                ushort type = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(at + 4));
                if (type is NetlinkMessageType.Done or NetlinkMessageType.Error)
                {
                    Throw((Errno)(-BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at + 16))));
                    return count;
                }
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int MessageLength(ReadOnlySpan<byte> message) => NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(message));

    private static void Throw(Errno error)
    {
        if (error != Errno.None)
        {
            throw new InvalidOperationException($"The raw loop met {error}.");
        }
    }
}
