using IpvsPS.Netlink;

namespace IpvsPS.UnitTests.Netlink;

/// <summary>A kernel made of bytes and faults: it answers each datagram with what the test has queued.</summary>
internal sealed class FakeKernel : INetlinkTransport
{
    private readonly Queue<Step> _steps = new();

    /// <summary>Datagrams that were sent, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    public int Closed { get; private set; }

    public uint PortId => 4711;

    /// <summary>The error that the next send gives, once.</summary>
    public Errno SendError { get; set; }

    /// <summary>What each receive does: a fault, or a datagram made when it is asked for (it can look at what was sent).</summary>
    public FakeKernel Fault(Errno error)
    {
        _steps.Enqueue(new Step(error, null, 0));
        return this;
    }

    public FakeKernel Answer(Func<FakeKernel, byte[]> datagram, uint sender = 0)
    {
        _steps.Enqueue(new Step(Errno.None, datagram, sender));
        return this;
    }

    public uint LastSequence => BitConverter.ToUInt32(Sent[^1], 8);

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        Errno error = SendError;
        SendError = Errno.None;
        if (error == Errno.None)
        {
            Sent.Add(datagram.ToArray());
        }

        return error;
    }

    public Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        length = 0;
        sender = 0;
        if (!_steps.TryDequeue(out Step? step))
        {
            return Errno.EAGAIN;
        }

        if (step.Datagram is null)
        {
            return step.Error;
        }

        byte[] bytes = step.Datagram(this);
        bytes.AsSpan(0, Math.Min(bytes.Length, buffer.Length)).CopyTo(buffer);
        length = bytes.Length;
        sender = step.Sender;
        return Errno.None;
    }

    public void Dispose() => Closed++;

    private sealed record Step(Errno Error, Func<FakeKernel, byte[]>? Datagram, uint Sender);
}
