namespace IpvsPS.Netlink;

/// <summary>Sends one datagram of messages and returns what the kernel refused, by place in it; ENOBUFS for a lost answer.</summary>
/// <param name="messages">The messages.</param>
/// <param name="isRepeat">Whether they have been sent before: a stop must not come between.</param>
internal delegate List<NetlinkFailure> DatagramSender(NetlinkWriter messages, bool isRepeat);

/// <summary>
/// Messages in the order in which they are to be done, sent a datagram at a time as they are written. Lost answers are made
/// good: a message without one that is not done is sent again by itself.
/// </summary>
internal sealed class NetlinkBatch
{
    /// <summary>A datagram has about this size: smaller ones cost more each, and larger ones bring nothing.</summary>
    public const int DatagramBytes = 128 << 10;

    /// <summary>Full enough to send: one message more, with its attributes, might not fit any more.</summary>
    private const int FullBytes = DatagramBytes - 512;

    private readonly NetlinkWriter _writer;
    private readonly DatagramSender _send;

    /// <param name="writer">Where the messages are written; it is cleared.</param>
    /// <param name="send">Sends what is in it.</param>
    public NetlinkBatch(NetlinkWriter writer, DatagramSender send)
    {
        _writer = writer;
        _writer.Clear();
        _send = send;
    }

    /// <summary>How many messages have been written.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them the kernel has answered.</summary>
    public int SentCount { get; private set; }

    /// <summary>What the kernel refused of the messages sent so far, by their place in the batch.</summary>
    public List<NetlinkFailure> Failures { get; } = [];

    /// <summary>
    /// Asked whether the message at a place is done: after a lost answer with ENOBUFS, and where the message was sent again
    /// and refused with that refusal.
    /// </summary>
    public Func<int, Errno, bool>? IsDone { get; init; }

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
            NetlinkFailure? final = failure.Error == Errno.ENOBUFS ? Repeat(failure.Index) : failure;
            if (final is { } refusal)
            {
                Failures.Add(refusal with { Index = SentCount + failure.Index });
            }
        }

        SentCount += _writer.MessageCount;
        _writer.Clear();
        Sent?.Invoke();
    }

    private List<NetlinkFailure> Send()
    {
        try
        {
            return _send(_writer, false);
        }
        catch (OperationCanceledException)
        {
            throw new BatchStoppedException(SentCount - Failures.Count);
        }
    }

    /// <summary>Sends one message of the datagram again unless it is done; null where it is done now, or was the first time.</summary>
    private NetlinkFailure? Repeat(int place)
    {
        if (IsDone?.Invoke(SentCount + place, Errno.ENOBUFS) == true)
        {
            return null;
        }

        var single = new NetlinkWriter();
        single.PutMessage(_writer.Message(place));
        List<NetlinkFailure> failures = _send(single, true);
        return failures.Count == 0 || IsDone?.Invoke(SentCount + place, failures[0].Error) == true ? null : failures[0];
    }
}
