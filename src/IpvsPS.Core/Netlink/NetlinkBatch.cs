namespace IpvsPS.Netlink;

/// <summary>
/// Messages in the order in which they are to be done, sent a datagram at a time as they are written; what the kernel
/// refuses is known by its place in the order.
/// </summary>
internal sealed class NetlinkBatch
{
    /// <summary>Full enough to send: a message more might pass what the connection would split.</summary>
    private const int FullBytes = NetlinkConnection.SendChunkBytes - 512;

    private readonly NetlinkWriter _writer;
    private readonly Func<NetlinkWriter, List<NetlinkFailure>> _send;

    /// <param name="writer">Where the messages are written; it is cleared.</param>
    /// <param name="send">Sends what is in it and returns what the kernel refused.</param>
    public NetlinkBatch(NetlinkWriter writer, Func<NetlinkWriter, List<NetlinkFailure>> send)
    {
        _writer = writer;
        _writer.Clear();
        _send = send;
    }

    /// <summary>How many messages have been written.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them the kernel has answered.</summary>
    public int SentCount { get; private set; }

    /// <summary>What the kernel refused of the messages sent so far, by their place.</summary>
    public List<NetlinkFailure> Failures { get; } = [];

    /// <summary>Called when a datagram has been answered.</summary>
    public Action? Sent { get; init; }

    /// <summary>To be called after each message: sends where the datagram is full.</summary>
    /// <exception cref="NetlinkException">The connection failed: what the kernel took of the last datagram is not known.</exception>
    public void EndMessage()
    {
        Count++;
        if (_writer.Length > FullBytes)
        {
            Flush();
        }
    }

    /// <summary>Sends what has not been sent.</summary>
    /// <exception cref="NetlinkException">The connection failed: what the kernel took of the last datagram is not known.</exception>
    /// <exception cref="BatchStoppedException">Stopped; nothing that was added since the last datagram has been sent.</exception>
    public void Flush()
    {
        if (_writer.MessageCount == 0)
        {
            return;
        }

        foreach (NetlinkFailure failure in Send())
        {
            Failures.Add(failure with { Index = SentCount + failure.Index });
        }

        SentCount += _writer.MessageCount;
        _writer.Clear();
        Sent?.Invoke();
    }

    private List<NetlinkFailure> Send()
    {
        try
        {
            return _send(_writer);
        }
        catch (OperationCanceledException)
        {
            throw new BatchStoppedException(SentCount - Failures.Count);
        }
    }
}
