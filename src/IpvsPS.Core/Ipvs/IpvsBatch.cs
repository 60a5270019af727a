using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>
/// Changes in the order in which they are to be made. They are encoded as they are added, and sent a datagram at a
/// time; what the kernel refuses is known by its place in the order.
/// </summary>
internal sealed class IpvsBatch
{
    /// <summary>Full enough to send: a message more would pass 64 KiB, where the conversation would split it.</summary>
    private const int FullBytes = (64 << 10) - 512;

    private readonly Func<NetlinkWriter, List<NetlinkFailure>> _send;
    private readonly Func<ushort> _family;
    private readonly NetlinkWriter _writer = new(64 << 10);

    internal IpvsBatch(Func<NetlinkWriter, List<NetlinkFailure>> send, Func<ushort> family)
    {
        _send = send;
        _family = family;
    }

    /// <summary>How many changes have been added.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them the kernel has answered.</summary>
    public int SentCount { get; private set; }

    /// <summary>What the kernel refused of the changes sent so far, by their place.</summary>
    public List<NetlinkFailure> Failures { get; } = [];

    /// <summary>Called when a datagram has been answered.</summary>
    public Action? Sent { get; init; }

    public void AddService(IpvsService service)
    {
        IpvsMessages.AddService(_writer, _family(), service);
        SendIfFull();
    }

    /// <summary>The service as it is to be, with scheduler <c>none</c>: it takes no connections until it is set.</summary>
    public void AddUnpublishedService(IpvsService service)
    {
        IpvsMessages.AddUnpublishedService(_writer, _family(), service);
        SendIfFull();
    }

    public void SetService(IpvsService service)
    {
        IpvsMessages.SetService(_writer, _family(), service);
        SendIfFull();
    }

    public void RemoveService(IpvsServiceId service)
    {
        IpvsMessages.RemoveService(_writer, _family(), service);
        SendIfFull();
    }

    public void AddRealServer(IpvsServiceId service, in IpvsDestination server)
    {
        IpvsMessages.AddRealServer(_writer, _family(), service, server);
        SendIfFull();
    }

    public void SetRealServer(IpvsServiceId service, in IpvsDestination server)
    {
        IpvsMessages.SetRealServer(_writer, _family(), service, server);
        SendIfFull();
    }

    public void RemoveRealServer(IpvsServiceId service, in IpvsDestination server)
    {
        IpvsMessages.RemoveRealServer(_writer, _family(), service, server.Address, server.Port);
        SendIfFull();
    }

    /// <summary>Sends what has not been sent.</summary>
    /// <exception cref="NetlinkException">The conversation failed: what the kernel took of the last datagram is not known.</exception>
    /// <exception cref="OperationCanceledException">Stopped; nothing that was added since the last datagram has been sent.</exception>
    public void Flush()
    {
        if (_writer.MessageCount == 0)
        {
            return;
        }

        foreach (NetlinkFailure failure in _send(_writer))
        {
            Failures.Add(failure with { Index = SentCount + failure.Index });
        }

        SentCount += _writer.MessageCount;
        _writer.Clear();
        Sent?.Invoke();
    }

    private void SendIfFull()
    {
        Count++;
        if (_writer.Length > FullBytes)
        {
            Flush();
        }
    }
}
