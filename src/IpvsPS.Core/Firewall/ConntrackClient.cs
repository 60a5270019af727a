using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.Firewall;

/// <summary>A UDP flow that the kernel tracks.</summary>
/// <param name="Source">Who sends.</param>
/// <param name="SourcePort">Host order.</param>
/// <param name="Destination">Where the first packet went: a virtual address, where it was for a service.</param>
/// <param name="DestinationPort">Host order.</param>
/// <param name="Answering">Who answers: the real server.</param>
internal readonly record struct UdpFlow(
    InetAddress Source,
    ushort SourcePort,
    InetAddress Destination,
    ushort DestinationPort,
    InetAddress Answering
);

/// <summary>The UDP flows that the kernel tracks in one network namespace.</summary>
internal sealed class ConntrackClient : IDisposable
{
    private readonly NetlinkConnection _connection;

    internal ConntrackClient(NetlinkConnection connection) => _connection = connection;

    /// <summary>Opens a namespace's flows; null where the kernel does not track any.</summary>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    public static ConntrackClient? TryOpen(NetNamespaceHandle netns, CancellationToken cancellation) =>
        NetfilterConnection.TryOpen(netns, cancellation) is { } connection ? new ConntrackClient(connection) : null;

    /// <summary>The UDP flows of a family; none where conntrack cannot be asked.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public List<UdpFlow> List(AddressFamily family)
    {
        var request = new NetlinkWriter();
        ConntrackMessages.List(request, family);
        return NetfilterConnection.List(
            _connection,
            "list the tracked flows",
            request,
            (in NetlinkMessage message, out UdpFlow flow) => ConntrackMessages.TryReadUdp(message, family, out flow)
        );
    }

    /// <summary>Has the kernel forget flows; one that has ended meanwhile is forgotten already.</summary>
    /// <exception cref="NetlinkException">The kernel refused one; the others are forgotten.</exception>
    public void Remove(IEnumerable<UdpFlow> flows)
    {
        const string Operation = "forget tracked flows";
        var request = new NetlinkWriter();
        var batch = new NetlinkBatch(
            request,
            (messages, isRepeat) => _connection.ExecuteDatagram(Operation, messages, isStoppable: !isRepeat)
        )
        {
            IsDone = (_, refusal) => refusal == Errno.ENOENT,
        };
        foreach (UdpFlow flow in flows)
        {
            ConntrackMessages.Remove(request, flow);
            batch.EndMessage();
        }

        batch.Flush();
        if (batch.Failures.Find(failure => failure.Error != Errno.ENOENT) is { } refused)
        {
            throw new NetlinkException(Operation, refused.Error, refused.KernelMessage);
        }
    }

    public void Dispose() => _connection.Dispose();
}
