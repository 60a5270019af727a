using System.Buffers.Binary;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>A real socket that counts the changes that pass it, and fails when asked to.</summary>
internal sealed class CountingTransport(INetlinkTransport inner) : INetlinkTransport
{
    private int _untilFault = -1;
    private Errno _fault;
    private bool _isChange;

    public uint PortId => inner.PortId;

    /// <summary>Messages sent that change something: neither a listing nor a look-up, nor a mark.</summary>
    public int Changes { get; private set; }

    /// <summary>The answer to one of the next datagrams of changes is lost.</summary>
    public void Fail(int datagrams, Errno fault) => (_untilFault, _fault) = (datagrams, fault);

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        int before = Changes;
        for (ReadOnlySpan<byte> rest = datagram; !rest.IsEmpty; rest = rest[BinaryPrimitives.ReadInt32LittleEndian(rest)..])
        {
            // Commands of IPVS are above 16; the message type of a family is 17 at least.
            bool isFamily = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]) > 16;
            Changes += isFamily && rest[16] is (>= 1 and <= 3) or (>= 5 and <= 7) or (>= 9 and <= 10) or 12 ? 1 : 0;
        }

        _isChange = Changes > before;
        return inner.Send(datagram);
    }

    public Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        if (_isChange && _untilFault-- == 0)
        {
            // What the kernel answered is lost.
            inner.Receive(buffer, out _, out _);
            (length, sender) = (0, 0);
            return _fault;
        }

        return inner.Receive(buffer, out length, out sender);
    }

    public void Dispose() => inner.Dispose();
}
