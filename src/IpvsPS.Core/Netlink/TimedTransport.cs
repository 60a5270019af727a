namespace IpvsPS.Netlink;

/// <summary>Sends datagrams to the kernel and receives its own, each within the time of one request.</summary>
internal sealed class TimedTransport(INetlinkTransport transport, CancellationToken cancellation, TimeProvider clock) : IDisposable
{
    /// <summary>The kernel packs a dump into datagrams as large as the largest receive, up to 32 KiB.</summary>
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 << 10);

    public uint PortId => transport.PortId;

    public void Dispose() => transport.Dispose();

    public RequestDeadline StartDeadline() => new(clock);

    /// <exception cref="NetlinkException">The kernel did not take it, or not in time.</exception>
    public void Send(string operation, ReadOnlySpan<byte> datagram)
    {
        RequestDeadline deadline = StartDeadline();
        Errno error;
        do
        {
            ThrowIfLate(operation, ref deadline);
            error = transport.Send(datagram);
        } while (error == Errno.EINTR);

        if (error != Errno.None)
        {
            throw new NetlinkException(operation, error, "the request could not be sent");
        }
    }

    /// <summary>The next datagram from the kernel itself; those of other senders are dropped.</summary>
    /// <returns>An error of the socket; ENOBUFS where answers were lost.</returns>
    /// <exception cref="NetlinkException">ETIMEDOUT, or EMSGSIZE for an answer that was cut off.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public Errno Receive(string operation, ref RequestDeadline deadline, bool isStoppable, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        while (true)
        {
            if (isStoppable)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            // Also where something other than the end of the answer keeps coming.
            ThrowIfLate(operation, ref deadline);
            Errno error = transport.Receive(_buffer, out int length, out uint sender);
            if (error == Errno.None && sender == 0)
            {
                datagram =
                    length <= _buffer.Length
                        ? _buffer.AsSpan(0, length)
                        : throw new NetlinkException(operation, Errno.EMSGSIZE, "the kernel's answer was cut off");
                return Errno.None;
            }

            if (error == Errno.EAGAIN)
            {
                throw MakeTimeout(operation);
            }

            if (error is not (Errno.None or Errno.EINTR))
            {
                return error;
            }
        }
    }

    private static void ThrowIfLate(string operation, ref RequestDeadline deadline)
    {
        if (deadline.IsOver())
        {
            throw MakeTimeout(operation);
        }
    }

    private static NetlinkException MakeTimeout(string operation) => new(operation, Errno.ETIMEDOUT, "the kernel did not answer in time");
}
