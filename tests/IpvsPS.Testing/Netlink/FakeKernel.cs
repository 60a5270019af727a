using IpvsPS.Netlink;

namespace IpvsPS.Testing.Netlink;

/// <summary>
/// A kernel made of bytes behind a socket that can have faults. A responder answers each request; without one the test queues what
/// each receive gives.
/// </summary>
internal sealed class FakeKernel(INetlinkResponder? responder = null) : INetlinkTransport
{
    private readonly Queue<Step> _steps = new();
    private IEnumerator<Delivery> _deliveries = Enumerable.Empty<Delivery>().GetEnumerator();

    /// <summary>The port id of the client's socket.</summary>
    public const uint ClientPort = 4711;

    /// <summary>Datagrams that were sent, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>How often it was closed.</summary>
    public int Closed { get; private set; }

    /// <summary>Called at each system call, for clocks that go by them.</summary>
    public Action Called { get; set; } = () => { };

    /// <summary>What the next send gives; asked at each.</summary>
    public Func<Errno> SendFault { get; set; } = () => Errno.None;

    /// <summary>What the next receive gives; asked at each.</summary>
    public Func<Errno> ReceiveFault { get; set; } = () => Errno.None;

    /// <summary>What becomes of a datagram of the kernel's.</summary>
    public Func<byte[], IEnumerable<Delivery>> Deliver { get; set; } = datagram => [new Delivery(datagram)];

    public uint PortId => ClientPort;

    /// <summary>The sequence number of the first message of the last datagram.</summary>
    public uint LastSequence => BitConverter.ToUInt32(Sent[^1], 8);

    /// <summary>The next send gives an error, once.</summary>
    public void FailNextSend(Errno error) =>
        SendFault = () =>
        {
            SendFault = () => Errno.None;
            return error;
        };

    /// <summary>The next receive gives an error, once.</summary>
    public FakeKernel Fault(Errno error)
    {
        _steps.Enqueue(new Step(error, null, 0));
        return this;
    }

    /// <summary>The next receive gives a datagram, made when it is asked for: it can look at what was sent.</summary>
    public FakeKernel Answer(Func<FakeKernel, byte[]> datagram, uint sender = 0)
    {
        _steps.Enqueue(new Step(Errno.None, datagram, sender));
        return this;
    }

    /// <summary>The next receive gives a datagram.</summary>
    public void Answer(byte[] datagram) => Answer(_ => datagram);

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        Called();
        Errno error = SendFault();
        if (error != Errno.None)
        {
            return error;
        }

        Sent.Add(datagram.ToArray());
        if (responder is not null)
        {
            var reader = new NetlinkReader(datagram);
            while (reader.TryRead(out NetlinkMessage request))
            {
                responder.Answer(request, this);
            }
        }

        return Errno.None;
    }

    public Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        Called();
        (length, sender) = (0, 0);
        Errno fault = ReceiveFault();
        if (fault != Errno.None)
        {
            return fault;
        }

        while (!_deliveries.MoveNext())
        {
            if (!_steps.TryDequeue(out Step? step))
            {
                return Errno.EAGAIN;
            }

            if (step.Datagram is null)
            {
                return step.Error;
            }

            _deliveries = Deliver(step.Datagram(this))
                .Select(delivery => delivery with { Sender = delivery.Sender + step.Sender })
                .GetEnumerator();
        }

        Delivery delivered = _deliveries.Current;
        delivered.Bytes.AsSpan(0, Math.Min(delivered.Bytes.Length, buffer.Length)).CopyTo(buffer);
        (length, sender) = (delivered.Length ?? delivered.Bytes.Length, delivered.Sender);
        return Errno.None;
    }

    public void Dispose() => Closed++;

    private sealed record Step(Errno Error, Func<FakeKernel, byte[]>? Datagram, uint Sender);
}

/// <summary>Answers the requests that are sent to a <see cref="FakeKernel"/>.</summary>
internal interface INetlinkResponder
{
    /// <summary>Queues the answers to one request, if any.</summary>
    void Answer(in NetlinkMessage request, FakeKernel kernel);
}

/// <summary>One datagram as the socket hands it out.</summary>
/// <param name="Bytes">What is there.</param>
/// <param name="Length">What the system call says is there, where that differs.</param>
/// <param name="Sender">The port id of the sender; the kernel's is 0.</param>
internal sealed record Delivery(byte[] Bytes, int? Length = null, uint Sender = 0);
