using System.Buffers.Binary;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Configuration;

/// <summary>A real socket that counts the changes that pass it, and fails when asked to.</summary>
internal sealed class CountingTransport(INetlinkTransport inner) : INetlinkTransport
{
    private const int CommandOffset = 16;

    /// <summary>Beyond every command of IPVS.</summary>
    private const byte UnknownCommand = 200;

    private int _untilFault = -1;
    private Errno _fault;
    private bool _isChange;

    public uint PortId => inner.PortId;

    /// <summary>Messages sent that change something: neither a listing nor a look-up, nor a mark.</summary>
    public int Changes { get; private set; }

    /// <summary>Called when the kernel has answered a datagram of changes.</summary>
    public Action? Answered { get; set; }

    /// <summary>The command that the kernel is to refuse; 0 for none.</summary>
    public int RefusedCommand { get; set; }

    /// <summary>The answer to one of the next datagrams of changes is lost.</summary>
    public void Fail(int datagrams, Errno fault) => (_untilFault, _fault) = (datagrams, fault);

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        int before = Changes;
        byte[] sent = datagram.ToArray();
        for (int place = 0; place < sent.Length; place += BinaryPrimitives.ReadInt32LittleEndian(sent.AsSpan(place)))
        {
            // Commands of IPVS are above 16; the message type of a family is 17 at least.
            bool isFamily = BinaryPrimitives.ReadUInt16LittleEndian(sent.AsSpan(place + 4)) > 16;
            ref byte command = ref sent[place + (isFamily ? CommandOffset : 0)];
            bool isChange = isFamily && command is (>= 1 and <= 3) or (>= 5 and <= 7) or (>= 9 and <= 10) or 12;
            Changes += isChange ? 1 : 0;
            command = isChange && command == RefusedCommand ? UnknownCommand : command;
        }

        _isChange = Changes > before;
        return inner.Send(sent);
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

        Errno error = inner.Receive(buffer, out length, out sender);
        if (_isChange)
        {
            Answered?.Invoke();
        }

        return error;
    }

    public void Dispose() => inner.Dispose();
}
