using IpvsPS.Netlink;

namespace IpvsPS.UnitTests.Faults;

/// <summary>
/// A kernel that answers every request, behind a socket with a fault. Each system call takes a second of its clock, so that
/// what would wait for ever ends at once, and what would never end is noticed.
/// </summary>
internal sealed class FaultyKernel : TimeProvider, INetlinkTransport
{
    /// <summary>Far above what any request needs that ends by itself or by its time limit.</summary>
    private const int MostCalls = 5000;

    private readonly Fault _fault;
    private IEnumerator<Delivery> _deliveries = Enumerable.Empty<Delivery>().GetEnumerator();
    private bool _isArmed;
    private int _sends;
    private int _receives;
    private long _seconds;

    public FaultyKernel(Fault fault, NetlinkProtocol protocol)
    {
        _fault = fault;
        Kernel = new AnsweringKernel(protocol);
    }

    public AnsweringKernel Kernel { get; }

    public CancellationTokenSource Stop { get; } = new();

    public uint PortId => Kernel.PortId;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    /// <summary>From here on the socket has its fault.</summary>
    public void Arm()
    {
        _isArmed = true;
        _fault.Begin(Kernel);
    }

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        Count();
        Errno error = _isArmed ? _fault.Send(_sends++) : Errno.None;
        return error != Errno.None ? error : Kernel.Send(datagram);
    }

    public Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        Count();
        (length, sender) = (0, 0);
        Errno error = _isArmed ? _fault.Receive(this, _receives++) : Errno.None;
        if (error != Errno.None)
        {
            return error;
        }

        while (!_deliveries.MoveNext())
        {
            byte[] whole = new byte[buffer.Length];
            error = Kernel.Receive(whole, out int count, out _);
            if (error != Errno.None)
            {
                return error;
            }

            _deliveries = (_isArmed ? _fault.Deliver(whole[..count]) : [new Delivery(whole[..count])]).GetEnumerator();
        }

        Delivery delivery = _deliveries.Current;
        delivery.Bytes.CopyTo(buffer);
        (length, sender) = (delivery.Length ?? delivery.Bytes.Length, delivery.Sender);
        return Errno.None;
    }

    public void Dispose() => Kernel.Dispose();

    private void Count()
    {
        _seconds++;
        if (_seconds > MostCalls)
        {
            throw new InvalidOperationException($"The client has made {MostCalls} system calls and does not end.");
        }
    }
}

/// <summary>One datagram as the socket hands it out.</summary>
/// <param name="Bytes">What is there.</param>
/// <param name="Length">What the system call says is there, where that differs.</param>
/// <param name="Sender">The port id of the sender; the kernel's is 0.</param>
internal sealed record Delivery(byte[] Bytes, int? Length = null, uint Sender = 0);
