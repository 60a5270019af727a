namespace IpvsPS.Netlink;

/// <summary>Turns one received message into a row; null where the message holds none.</summary>
internal delegate T? MessageParser<out T>(in NetlinkMessage message)
    where T : class;

/// <summary>Takes one received message.</summary>
internal delegate void MessageHandler(in NetlinkMessage message);

/// <summary>
/// One message of a batch that the kernel refused; or, with ENOBUFS, whose answer was lost with others, so that only
/// reading back tells whether it was done.
/// </summary>
internal sealed record NetlinkFailure(int Index, Errno Error, string? KernelMessage);

/// <summary>
/// The connection over one netlink socket: requests with acknowledgements, queries, listings and batches.
/// After a fault in the connection itself (not a refusal) the socket is closed, so that no late answer of one
/// request can be taken for the answer of another.
/// </summary>
internal sealed class NetlinkConnection : IDisposable
{
    /// <summary>How often a listing is read again when the kernel says that it changed meanwhile.</summary>
    private const int MaxDumpAttempts = 8;

    private readonly TimedTransport _transport;
    private readonly CancellationToken _cancellation;
    private readonly DumpCollector _dump = new();
    private uint _sequence;

    public NetlinkConnection(INetlinkTransport transport, CancellationToken cancellation = default, TimeProvider? clock = null)
    {
        _transport = new TimedTransport(transport, cancellation, clock ?? TimeProvider.System);
        _cancellation = cancellation;
    }

    /// <summary>Whether a fault has closed the connection: every further request fails with ENOTCONN.</summary>
    public bool IsFaulted { get; private set; }

    public void Dispose() => _transport.Dispose();

    /// <summary>Sends one message and waits for its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the connection failed.</exception>
    public void Execute(string operation, NetlinkWriter request)
    {
        List<NetlinkFailure> failures = ExecuteDatagram(operation, request);
        if (failures.Count > 0)
        {
            throw new NetlinkException(operation, failures[0].Error, failures[0].KernelMessage);
        }
    }

    /// <summary>
    /// Sends the buffer's messages as one datagram and returns those that the kernel refused; the others are done. Only the
    /// last message asks for an acknowledgement, since a refusal is answered in any case. A message whose answer was lost
    /// comes back with ENOBUFS.
    /// </summary>
    /// <param name="operation">What is being done, for errors.</param>
    /// <param name="requests">The messages.</param>
    /// <param name="isStoppable">Whether a stop is heeded before sending; it never is between sending and the answers.</param>
    /// <exception cref="NetlinkException">The connection failed: what the kernel took is not known.</exception>
    public List<NetlinkFailure> ExecuteDatagram(string operation, NetlinkWriter requests, bool isStoppable = true)
    {
        if (isStoppable)
        {
            _cancellation.ThrowIfCancellationRequested();
        }

        var failures = new List<NetlinkFailure>();
        int count = requests.MessageCount;
        uint first = NetlinkHeaders.Number(requests.Written, ref _sequence);
        bool isLossy = Exchange(
            operation,
            requests.Written,
            first,
            isBatch: true,
            (in NetlinkMessage answer) =>
            {
                // Beyond the count is the answer to the mark, which follows a loss.
                int index = (int)(answer.Sequence - first);
                if (
                    answer.Type == NetlinkMessageType.Error
                    && index < count
                    && NetlinkAcknowledgement.Error(answer) is var error
                    && error != Errno.None
                )
                {
                    failures.Add(new NetlinkFailure(index, error, NetlinkAcknowledgement.KernelMessage(answer)));
                }
            }
        );
        return isLossy ? AddUnanswered(failures, count) : failures;
    }

    /// <summary>After a loss, the messages without an answer may have been done or refused.</summary>
    private static List<NetlinkFailure> AddUnanswered(List<NetlinkFailure> failures, int count)
    {
        Dictionary<int, NetlinkFailure> answered = failures.ToDictionary(failure => failure.Index);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index => answered.GetValueOrDefault(index, new NetlinkFailure(index, Errno.ENOBUFS, null))),
        ];
    }

    /// <summary>Sends one request that is answered by a message, and returns what the parser makes of it.</summary>
    /// <exception cref="NetlinkException">The kernel refused, gave no message, or the connection failed.</exception>
    public T Query<T>(string operation, NetlinkWriter request, MessageParser<T> parse)
        where T : class
    {
        T? result = null;
        Errno error = Errno.None;
        string? kernelMessage = null;
        uint sequence = NetlinkHeaders.Number(request.Written, ref _sequence);
        Exchange(
            operation,
            request.Written,
            sequence,
            isBatch: false,
            (in NetlinkMessage answer) =>
            {
                if (answer.Type == NetlinkMessageType.Error)
                {
                    error = NetlinkAcknowledgement.Error(answer);
                    kernelMessage = NetlinkAcknowledgement.KernelMessage(answer);
                }
                else
                {
                    result ??= parse(answer);
                }
            }
        );

        return error != Errno.None
            ? throw new NetlinkException(operation, error, kernelMessage)
            : result ?? throw new NetlinkException(operation, Errno.EBADMSG, "the kernel's answer holds nothing");
    }

    /// <summary>Lists a table. A listing that the kernel marks as changed meanwhile is read again, a bounded number of times.</summary>
    /// <exception cref="NetlinkException">The kernel refused, the listing never stood still (EINTR), or the connection failed.</exception>
    public List<T> Dump<T>(string operation, NetlinkWriter request, MessageParser<T> parse)
        where T : class
    {
        var rows = new List<T>();
        Dump(
            operation,
            request,
            rows.Clear,
            (in NetlinkMessage message) =>
            {
                if (parse(message) is { } row)
                {
                    rows.Add(row);
                }
            }
        );
        return rows;
    }

    /// <summary>Lists a table, message by message; <paramref name="restart"/> comes first, and again before each repetition.</summary>
    /// <returns>How many datagrams the rows came in. Those of one are as they were at one moment.</returns>
    /// <exception cref="NetlinkException">As for the other form.</exception>
    public int Dump(string operation, NetlinkWriter request, Action restart, MessageHandler handle)
    {
        for (int attempt = 1; ; attempt++)
        {
            restart();
            Errno error = DumpOnce(operation, request, handle, out int datagrams, out string? kernelMessage);
            if (error == Errno.None)
            {
                return datagrams;
            }

            bool isPassing = error is Errno.EINTR or Errno.EBUSY;
            if (!isPassing || attempt == MaxDumpAttempts)
            {
                throw new NetlinkException(
                    operation,
                    error,
                    error == Errno.EINTR ? $"the table changed during each of {MaxDumpAttempts} attempts to list it" : kernelMessage
                );
            }
        }
    }

    private Errno DumpOnce(string operation, NetlinkWriter request, MessageHandler handle, out int datagrams, out string? kernelMessage)
    {
        uint sequence = NetlinkHeaders.Number(request.Written, ref _sequence);
        _dump.Begin(handle);
        Exchange(operation, request.Written, sequence, isBatch: false, _dump.Take);
        (datagrams, kernelMessage) = (_dump.DatagramCount, _dump.KernelMessage);
        return _dump.Error == Errno.None && _dump.IsInterrupted ? Errno.EINTR : _dump.Error;
    }

    /// <summary>
    /// Sends one datagram and hands over every answer to it, up to and with the one that ends the last request.
    /// A batch survives the loss of answers, which is what true means; for anything else a loss is a fault.
    /// </summary>
    private bool Exchange(string operation, ReadOnlySpan<byte> datagram, uint firstSequence, bool isBatch, MessageHandler handle)
    {
        if (IsFaulted)
        {
            throw new NetlinkException(operation, Errno.ENOTCONN, "an earlier fault has closed the connection with the kernel");
        }

        bool isComplete = false;
        bool isLossy = false;
        uint lastSequence = _sequence;
        try
        {
            _transport.Send(operation, datagram);
            RequestDeadline deadline = _transport.StartDeadline();
            while (!isComplete)
            {
                Errno error = _transport.Receive(operation, ref deadline, isStoppable: !isBatch, out ReadOnlySpan<byte> received);
                if (error == Errno.ENOBUFS && isBatch)
                {
                    isLossy = true;
                    SendMark(operation);
                    continue;
                }

                if (error != Errno.None)
                {
                    throw new NetlinkException(
                        operation,
                        error,
                        error == Errno.ENOBUFS ? "some of the kernel's answers were lost; what it did is not known: list and compare" : null
                    );
                }

                _dump.BeginDatagram();
                isComplete = HandleDatagram(received, firstSequence, lastSequence, handle);
                if (isLossy && !isComplete)
                {
                    SendMark(operation);
                }
            }
        }
        catch (NetlinkFormatException e)
        {
            throw new NetlinkException(operation, Errno.EBADMSG, $"the kernel's answer is not well formed: {e.Message}");
        }
        finally
        {
            if (!isComplete)
            {
                IsFaulted = true;
                _transport.Dispose();
            }
        }

        return isLossy;
    }

    /// <summary>
    /// The acknowledgement of the last message may be among the lost answers, so one more is asked for: the kernel
    /// acknowledges a message that asks for nothing else (<c>netlink_rcv_skb</c>, <c>net/netlink/af_netlink.c</c>). It drops
    /// that one too until everything before the loss has been read (NETLINK_S_CONGESTED): so it is asked after each datagram.
    /// </summary>
    private void SendMark(string operation)
    {
        var mark = new NetlinkWriter(NetlinkLayout.MessageHeader);
        mark.BeginMessage(NetlinkMessageType.NoOperation);
        mark.EndMessage();
        NetlinkHeaders.Number(mark.Written, ref _sequence);
        _transport.Send(operation, mark.Written);
    }

    /// <summary>Hands over the answers; says whether the one to the last request, or to a mark after it, is among them.</summary>
    private bool HandleDatagram(ReadOnlySpan<byte> datagram, uint firstSequence, uint lastSequence, MessageHandler handle)
    {
        var reader = new NetlinkReader(datagram);
        while (reader.TryRead(out NetlinkMessage answer))
        {
            // Unsigned distance, since sequence numbers wrap.
            bool isOurs = answer.Sequence - firstSequence <= _sequence - firstSequence && answer.PortId == _transport.PortId;
            if (!isOurs || answer.Type == NetlinkMessageType.NoOperation)
            {
                continue;
            }

            if (answer.Type == NetlinkMessageType.Overrun)
            {
                throw new NetlinkFormatException("the kernel reports an overrun");
            }

            handle(answer);
            bool isEnd = answer.Type is NetlinkMessageType.Error or NetlinkMessageType.Done;
            if (isEnd && answer.Sequence - firstSequence >= lastSequence - firstSequence)
            {
                return true;
            }
        }

        return false;
    }
}
