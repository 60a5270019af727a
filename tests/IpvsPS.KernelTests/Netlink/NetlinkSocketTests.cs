using System.Buffers.Binary;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Netlink;

/// <summary>What the real socket does that no answer tells.</summary>
public class NetlinkSocketTests
{
    private const int HeaderBytes = 16;
    private const ushort NoOperation = 1;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;

    [Fact]
    public void It_takes_datagrams_far_beyond_the_systems_own_size()
    {
        const string largest = "/proc/sys/net/core/wmem_max";
        string before = File.ReadAllText(largest);
        // What it was up to Linux 6; newer kernels have 4 MiB.
        File.WriteAllText(largest, "212992");
        try
        {
            using NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.Generic);
            Assert.Equal(Errno.None, socket.Send(Message(2 << 20, Request)));
        }
        finally
        {
            File.WriteAllText(largest, before);
        }
    }

    [Fact]
    public void One_call_receives_two_datagrams()
    {
        NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.Generic);
        Assert.Equal(
            Errno.None,
            socket.Send([.. Message(HeaderBytes, Request | Acknowledge), .. Message(HeaderBytes, Request | Acknowledge)])
        );
        var buffer = new byte[4096];
        Assert.Equal(Errno.None, socket.Receive(buffer, out int first, out _));

        // What comes from a closed socket was there before.
        socket.Dispose();
        Assert.Equal(Errno.None, socket.Receive(buffer, out int second, out uint sender));
        Assert.Equal((first, 0u), (second, sender));
    }

    private static byte[] Message(int length, int flags)
    {
        var message = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(message, length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), NoOperation);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), (ushort)flags);
        return message;
    }
}
