using System.Net.Sockets;

namespace IpvsPS.KernelTests.Traffic;

/// <summary>A download over an open connection: the server sends until it is told that it is enough, and each byte that arrives is
/// checked.</summary>
internal sealed class Download : IDisposable
{
    private const int BlockBytes = 64 << 10;

    /// <summary>A prime, so that a lost or repeated piece of whatever size shifts the pattern.</summary>
    private const int PatternBytes = 251;

    private static readonly byte[] Pattern =
    [
        .. Enumerable.Range(0, PatternBytes + BlockBytes).Select(place => (byte)(place % PatternBytes)),
    ];

    private readonly Socket _client;
    private readonly Socket _server;
    private readonly Task _sender;
    private readonly Task _receiver;
    private volatile bool _isEnough;
    private long _sent;
    private long _received;

    public Download(Conversation conversation)
    {
        (_client, _server) = (conversation.Client, conversation.Accepted);
        _client.ReceiveTimeout = _server.SendTimeout = 10_000;
        _sender = Task.Factory.StartNew(Send, TaskCreationOptions.LongRunning);
        _receiver = Task.Factory.StartNew(Receive, TaskCreationOptions.LongRunning);
    }

    /// <summary>How many bytes have arrived, each as it was sent.</summary>
    public long ReceivedCount => Interlocked.Read(ref _received);

    /// <summary>Whether it goes on: the server has more to send and the client waits for it.</summary>
    public bool IsInProgress => !_sender.IsCompleted && !_receiver.IsCompleted;

    /// <summary>Waits until so many more bytes have arrived, or the download has failed.</summary>
    public void AwaitMore(int count)
    {
        long goal = ReceivedCount + count;
        while (ReceivedCount < goal && IsInProgress)
        {
            Thread.Sleep(1);
        }
    }

    /// <summary>Has the server close the connection, and returns how many bytes it sent and how many arrived before the end.</summary>
    /// <exception cref="AggregateException">The connection was reset, stood still, or brought a wrong byte.</exception>
    public (long Sent, long Received) Finish()
    {
        _isEnough = true;
        Task.WaitAll(_sender, _receiver);
        return (_sent, _received);
    }

    public void Dispose()
    {
        _isEnough = true;
        ((IAsyncResult)_sender).AsyncWaitHandle.WaitOne();
        ((IAsyncResult)_receiver).AsyncWaitHandle.WaitOne();
    }

    private void Send()
    {
        while (!_isEnough)
        {
            ReadOnlySpan<byte> block = Pattern.AsSpan((int)(_sent % PatternBytes), BlockBytes);
            while (!block.IsEmpty)
            {
                int count = _server.Send(block);
                _sent += count;
                block = block[count..];
            }

            // The machine has other things to do too.
            Thread.Sleep(1);
        }

        _server.Shutdown(SocketShutdown.Send);
    }

    private void Receive()
    {
        try
        {
            var buffer = new byte[BlockBytes];
            while (_client.Receive(buffer) is > 0 and int count)
            {
                Assert.True(
                    buffer.AsSpan(0, count).SequenceEqual(Pattern.AsSpan((int)(_received % PatternBytes), count)),
                    $"wrong bytes after {_received}"
                );
                Interlocked.Add(ref _received, count);
            }
        }
        catch
        {
            // A client that was reset takes nothing any more, and the server would learn it by its timeout.
            _server.Dispose();
            throw;
        }
    }
}
