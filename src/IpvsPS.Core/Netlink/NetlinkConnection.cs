using System.Buffers.Binary;

namespace IpvsPS.Netlink;

/// <summary>Turns one received message into a row; null where the message holds none.</summary>
internal delegate T? MessageParser<out T>(in NetlinkMessage message) where T : class;

/// <summary>Takes one received message.</summary>
internal delegate void MessageHandler(in NetlinkMessage message);

/// <summary>
/// One message of a batch that the kernel refused; or, with ENOBUFS, whose answer was lost with others, so that only
/// reading back tells whether it was done.
/// </summary>
internal readonly record struct NetlinkFailure(int Index, Errno Error, string? KernelMessage);

/// <summary>
/// The connection over one netlink socket: requests with acknowledgements, queries, listings and batches.
/// After a fault in the connection itself (not a refusal) the socket is closed, so that no late answer of one
/// request can be taken for the answer of another.
/// </summary>
internal sealed class NetlinkConnection : IDisposable
{
    /// <summary>The kernel packs a listing into datagrams as large as the largest receive, up to 32 KiB.</summary>
    private const int ReceiveBufferBytes = 64 << 10;

    /// <summary>A batch goes out in datagrams of about this size: fewer cost more each, and more bring nothing.</summary>
    public const int SendChunkBytes = 128 << 10;

    /// <summary>How often a listing is read again when the kernel says that it changed meanwhile.</summary>
    private const int MaxDumpAttempts = 8;

    private readonly INetlinkTransport _transport;
    private readonly CancellationToken _cancellation;
    private readonly TimeProvider _clock;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferBytes);
    private readonly DumpCollector _listing = new();
    private uint _sequence;

    public NetlinkConnection(INetlinkTransport transport, CancellationToken cancellation = default, TimeProvider? clock = null)
    {
        _transport = transport;
        _cancellation = cancellation;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Whether a fault has closed the connection: every further request fails with ENOTCONN.</summary>
    public bool IsFaulted { get; private set; }

    public void Dispose() => _transport.Dispose();

    /// <summary>Sends one message and waits for its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused, or the connection failed.</exception>
    public void Execute(string operation, NetlinkWriter request)
    {
        List<NetlinkFailure> failures = ExecuteBatch(operation, request);
        if (failures.Count > 0)
        {
            throw new NetlinkException(operation, failures[0].Error, failures[0].KernelMessage);
        }
    }

    /// <summary>
    /// Sends every message of the buffer and returns those that the kernel refused; the others are done. Only the
    /// last message of a datagram asks for an acknowledgement, since a refusal is answered in any case. A stop is
    /// heeded before a datagram and never between it and its answers.
    /// </summary>
    /// <exception cref="NetlinkException">The connection failed: what the kernel took is not known.</exception>
    public List<NetlinkFailure> ExecuteBatch(string operation, NetlinkWriter requests)
    {
        var failures = new List<NetlinkFailure>();
        Span<byte> rest = requests.Written;
        for (int sent = 0; !rest.IsEmpty;)
        {
            _cancellation.ThrowIfCancellationRequested();
            uint first = _sequence + 1;
            int length = Stamp(rest, SendChunkBytes, out int count);
            int answered = failures.Count;
            bool isLossy = Converse(operation, rest[..length], first, isBatch: true, (in NetlinkMessage answer) =>
            {
                // Beyond the count is the answer to the mark, which follows a loss.
                int index = sent + (int)(answer.Sequence - first);
                if (answer.Type == NetlinkMessageType.Error && index < sent + count
                    && NetlinkAcknowledgement.Error(answer) is var error && error != Errno.None)
                {
                    failures.Add(new NetlinkFailure(index, error, NetlinkAcknowledgement.KernelMessage(answer)));
                }
            });
            if (isLossy)
            {
                AddUnknown(failures, answered, sent, count);
            }

            sent += count;
            rest = rest[length..];
        }

        return failures;
    }

    /// <summary>After a loss the messages of a datagram that have no answer may have been done or refused.</summary>
    private static void AddUnknown(List<NetlinkFailure> failures, int answered, int sent, int count)
    {
        HashSet<int> known = [.. failures.Skip(answered).Select(failure => failure.Index)];
        failures.AddRange(Enumerable.Range(sent, count).Where(index => !known.Contains(index))
            .Select(index => new NetlinkFailure(index, Errno.ENOBUFS, null)));
        failures.Sort(answered, failures.Count - answered, Comparer<NetlinkFailure>.Create((left, right) => left.Index.CompareTo(right.Index)));
    }

    /// <summary>Sends one request that is answered by a message, and returns what the parser makes of it.</summary>
    /// <exception cref="NetlinkException">The kernel refused, gave no message, or the connection failed.</exception>
    public T Query<T>(string operation, NetlinkWriter request, MessageParser<T> parse) where T : class
    {
        T? result = null;
        Errno error = Errno.None;
        string? kernelMessage = null;
        Stamp(request.Written, int.MaxValue, out _);
        Converse(operation, request.Written, _sequence, isBatch: false, (in NetlinkMessage answer) =>
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
        });

        return error != Errno.None ? throw new NetlinkException(operation, error, kernelMessage)
            : result ?? throw new NetlinkException(operation, Errno.EBADMSG, "the kernel's answer holds nothing");
    }

    /// <summary>Lists a table. A listing that the kernel marks as changed meanwhile is read again, a bounded number of times.</summary>
    /// <exception cref="NetlinkException">The kernel refused, the listing never stood still (EINTR), or the connection failed.</exception>
    public List<T> Dump<T>(string operation, NetlinkWriter request, MessageParser<T> parse) where T : class
    {
        var rows = new List<T>();
        Dump(operation, request, rows.Clear, (in NetlinkMessage message) =>
        {
            if (parse(message) is { } row)
            {
                rows.Add(row);
            }
        });
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
                throw new NetlinkException(operation, error, error == Errno.EINTR
                    ? $"the table changed during each of {MaxDumpAttempts} attempts to list it" : kernelMessage);
            }
        }
    }

    private Errno DumpOnce(
        string operation, NetlinkWriter request, MessageHandler handle, out int datagrams, out string? kernelMessage)
    {
        Stamp(request.Written, int.MaxValue, out _);
        _listing.Begin(handle);
        Converse(operation, request.Written, _sequence, isBatch: false, _listing.Take);
        (datagrams, kernelMessage) = (_listing.DatagramCount, _listing.KernelMessage);
        return _listing.Error == Errno.None && _listing.IsInterrupted ? Errno.EINTR : _listing.Error;
    }

    /// <summary>
    /// Sends one datagram and hands over every answer to it, up to and with the one that ends the last request.
    /// A batch survives the loss of answers, which is what true means; for anything else a loss is a fault.
    /// </summary>
    private bool Converse(string operation, ReadOnlySpan<byte> datagram, uint firstSequence, bool isBatch, MessageHandler handle)
    {
        if (IsFaulted)
        {
            throw new NetlinkException(operation, Errno.ENOTCONN, "an earlier fault has closed the connection with the kernel");
        }

        bool isComplete = false;
        bool isLossy = false;
        try
        {
            Send(operation, datagram);
            var patience = new RequestDeadline(_clock);
            while (!isComplete)
            {
                Errno error = Receive(operation, ref patience, isStoppable: !isBatch, out int length);
                if (error == Errno.ENOBUFS && isBatch)
                {
                    isLossy = true;
                    SendMark(operation);
                    continue;
                }

                ThrowIf(error, operation);
                _listing.BeginDatagram();
                isComplete = HandleDatagram(_buffer.AsSpan(0, length), firstSequence, handle);
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
    /// acknowledges a message that asks for nothing else (<c>netlink_rcv_skb</c>, <c>net/netlink/af_netlink.c</c>).
    /// </summary>
    private void SendMark(string operation)
    {
        var mark = new NetlinkWriter(NetlinkLayout.MessageHeader);
        mark.BeginMessage(NetlinkMessageType.NoOperation);
        mark.EndMessage();
        Stamp(mark.Written, int.MaxValue, out _);
        Send(operation, mark.Written);
    }

    private bool HandleDatagram(ReadOnlySpan<byte> datagram, uint firstSequence, MessageHandler handle)
    {
        var reader = new NetlinkReader(datagram);
        while (reader.TryRead(out NetlinkMessage answer))
        {
            // Unsigned distance, since sequence numbers wrap.
            bool isOurs = answer.Sequence - firstSequence <= _sequence - firstSequence
                && answer.PortId == _transport.PortId;
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
            if (isEnd && answer.Sequence == _sequence)
            {
                return true;
            }
        }

        return false;
    }

    private void Send(string operation, ReadOnlySpan<byte> datagram)
    {
        var patience = new RequestDeadline(_clock);
        Errno error;
        do
        {
            ThrowIfLate(operation, ref patience);
            error = _transport.Send(datagram);
        }
        while (error == Errno.EINTR);

        if (error != Errno.None)
        {
            throw new NetlinkException(operation, error, "the request could not be sent");
        }
    }

    /// <summary>The next datagram from the kernel itself; those of other senders are dropped.</summary>
    private Errno Receive(string operation, ref RequestDeadline patience, bool isStoppable, out int length)
    {
        while (true)
        {
            if (isStoppable)
            {
                _cancellation.ThrowIfCancellationRequested();
            }

            // Also where something other than the end of the answer keeps coming.
            ThrowIfLate(operation, ref patience);
            Errno error = _transport.Receive(_buffer, out length, out uint sender);
            if (error == Errno.None && sender == 0)
            {
                return length <= _buffer.Length ? Errno.None
                    : throw new NetlinkException(operation, Errno.EMSGSIZE, "the kernel's answer was cut off");
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

    private static void ThrowIfLate(string operation, ref RequestDeadline patience)
    {
        if (patience.IsOver())
        {
            throw MakeTimeout(operation);
        }
    }

    private static void ThrowIf(Errno error, string operation)
    {
        if (error != Errno.None)
        {
            throw new NetlinkException(operation, error, error == Errno.ENOBUFS
                ? "some of the kernel's answers were lost; what it did is not known: list and compare" : null);
        }
    }

    private static NetlinkException MakeTimeout(string operation) =>
        new(operation, Errno.ETIMEDOUT, "the kernel did not answer in time");

    /// <summary>
    /// Numbers the messages of as many as fit into the limit (one at least) and asks for an acknowledgement on the
    /// last of them, unless it is a listing. Returns their length in bytes.
    /// </summary>
    private int Stamp(Span<byte> messages, int limit, out int count)
    {
        count = 0;
        int length = 0;
        Span<byte> last = default;
        while (length < messages.Length)
        {
            int next = NetlinkLayout.Align(BinaryPrimitives.ReadInt32LittleEndian(messages[length..]));
            if (count > 0 && length + next > limit)
            {
                break;
            }

            last = messages.Slice(length, next);
            BinaryPrimitives.WriteUInt32LittleEndian(last[8..], ++_sequence);
            SetAck(last, false);
            length += next;
            count++;
        }

        SetAck(last, true);
        return length;
    }

    private static void SetAck(Span<byte> message, bool ack)
    {
        var flags = (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(message[6..]);
        bool isDump = (flags & NetlinkFlags.Dump) == NetlinkFlags.Dump && (flags & NetlinkFlags.Create) == 0;
        flags = ack && !isDump ? flags | NetlinkFlags.Ack : flags & ~NetlinkFlags.Ack;
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], (ushort)flags);
    }
}
