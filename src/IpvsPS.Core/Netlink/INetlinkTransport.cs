namespace IpvsPS.Netlink;

/// <summary>
/// The seam between the netlink connection and the socket: datagrams and error numbers, nothing else. Tests put
/// a kernel made of bytes and faults here.
/// </summary>
internal interface INetlinkTransport : IDisposable
{
    /// <summary>This end's port id; answers carry it.</summary>
    uint PortId { get; }

    Errno Send(ReadOnlySpan<byte> datagram);

    /// <summary>Receives one datagram.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="length">Its whole length: more than the buffer's where it was cut off.</param>
    /// <param name="sender">The sender's port id; the kernel's is 0.</param>
    Errno Receive(Span<byte> buffer, out int length, out uint sender);
}
