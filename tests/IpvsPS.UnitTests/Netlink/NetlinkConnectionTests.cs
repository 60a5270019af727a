using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Netlink;

/// <summary>The connection against a kernel of bytes and faults.</summary>
public sealed partial class NetlinkConnectionTests
{
    private const ushort RowType = 20;

    private readonly FakeKernel _kernel = new();
    private readonly NetlinkConnection _connection;

    public NetlinkConnectionTests() => _connection = new NetlinkConnection(_kernel);

    [Fact]
    public void A_single_request_asks_for_an_acknowledgement()
    {
        _kernel.Answer(k => Datagram.Ack(k.LastSequence));
        _connection.Execute("do", Request(1));
        byte[] sent = Assert.Single(_kernel.Sent);
        Assert.Equal(new byte[] { 0x10, 0, 0, 0, (byte)RowType, 0, 0x05, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, sent);
    }

    [Fact]
    public void A_refusal_names_the_operation_the_error_and_the_kernels_words()
    {
        _kernel.Answer(k => Datagram.Refusal(k.LastSequence, 17, "it is there"));
        NetlinkException e = Assert.Throws<NetlinkException>(() => _connection.Execute("add it", Request(1)));
        Assert.Equal(("add it", Errno.EEXIST, "it is there"), (e.Operation, e.Error, e.KernelMessage));
    }

    [Fact]
    public void A_refusal_leaves_the_conversation_usable()
    {
        _kernel.Answer(k => Datagram.Ack(k.LastSequence, 17)).Answer(k => Datagram.Ack(k.LastSequence));
        Assert.Throws<NetlinkException>(() => _connection.Execute("add it", Request(1)));
        _connection.Execute("add another", Request(1));
        Assert.Equal(0, _kernel.Closed);
    }

    [Fact]
    public void A_batch_asks_for_one_acknowledgement_and_maps_each_refusal_to_its_input()
    {
        _kernel.Answer(k => Datagram.Of(Datagram.Ack(2, 17), Datagram.Refusal(4, 22, "no"))).Answer(_ => Datagram.Ack(5));
        List<NetlinkFailure> failures = _connection.ExecuteDatagram("add five", Request(5));
        Assert.Equal([new(1, Errno.EEXIST, null), new(3, Errno.EINVAL, "no")], failures);
        byte[] sent = Assert.Single(_kernel.Sent);
        Assert.Equal([1, 1, 1, 1, 5], Enumerable.Range(0, 5).Select(i => (int)sent[(16 * i) + 6]));
    }

    [Fact]
    public void A_batch_whose_last_message_is_refused_ends_there()
    {
        _kernel.Answer(_ => Datagram.Ack(2, 3));
        Assert.Equal([new(1, Errno.ESRCH, null)], _connection.ExecuteDatagram("two", Request(2)));
    }

    [Fact]
    public void A_large_batch_goes_out_in_datagrams_of_128_KiB_with_an_acknowledgement_each()
    {
        _kernel.Answer(k => Datagram.Ack(8161)).Answer(k => Datagram.Of(Datagram.Ack(8162, 17), Datagram.Ack(9000)));
        List<NetlinkFailure> failures = SendBatch(_connection, 9000);
        Assert.Equal([130_576, 839 * 16], _kernel.Sent.Select(s => s.Length));
        Assert.Equal(8161, Assert.Single(failures).Index);
    }

    [Fact]
    public void Lost_answers_leave_the_messages_without_one_unknown_and_the_conversation_usable()
    {
        _kernel
            .Answer(_ => Datagram.Ack(2, 17))
            .Fault(Errno.ENOBUFS)
            .Fault(Errno.ENOBUFS)
            .Answer(_ => Datagram.Of(Datagram.Ack(4, 22), Datagram.Ack(5)))
            .Answer(k => Datagram.Ack(6))
            .Answer(k => Datagram.Ack(k.LastSequence));
        List<NetlinkFailure> failures = _connection.ExecuteDatagram("add five", Request(5));
        Assert.Equal(
            [(0, Errno.ENOBUFS), (1, Errno.EEXIST), (2, Errno.ENOBUFS), (3, Errno.EINVAL), (4, Errno.ENOBUFS)],
            failures.Select(f => (f.Index, f.Error))
        );
        // Each loss asks for one more acknowledgement: NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK.
        Assert.All(_kernel.Sent.Skip(1), mark => Assert.Equal(new byte[] { 0x10, 0, 0, 0, 1, 0, 5, 0 }, mark[..8]));
        Assert.Equal(3, _kernel.Sent.Count);

        _kernel.Answer(k => Datagram.Ack(k.LastSequence));
        _connection.Execute("go on", Request(1));
        Assert.Equal(0, _kernel.Closed);
    }

    [Fact]
    public void A_lost_answer_to_one_request_is_a_typed_error()
    {
        _kernel.Fault(Errno.ENOBUFS).Answer(k => Datagram.Ack(k.LastSequence));
        Assert.Equal(Errno.ENOBUFS, Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1))).Error);
    }

    [Fact]
    public void A_lost_answer_to_a_query_closes_the_socket()
    {
        _kernel.Fault(Errno.ENOBUFS);
        Assert.Equal(Errno.ENOBUFS, Assert.Throws<NetlinkException>(() => _connection.Query("get", Request(1), Row)).Error);
        Assert.Equal(1, _kernel.Closed);
    }

    [Fact]
    public void A_stop_is_heeded_between_the_datagrams_of_a_batch_only()
    {
        using var source = new CancellationTokenSource();
        using var connection = new NetlinkConnection(_kernel, source.Token);
        _kernel
            .Answer(k =>
            {
                source.Cancel();
                return Datagram.Ack(1, 17);
            })
            .Answer(_ => Datagram.Ack(8161));
        Assert.Equal(8160, Assert.Throws<BatchStoppedException>(() => SendBatch(connection, 9000)).DoneCount);
        Assert.Single(_kernel.Sent);
        Assert.Equal(0, _kernel.Closed);
    }

    [Fact]
    public void Answers_to_others_and_from_others_are_dropped()
    {
        _kernel
            .Answer(k => Datagram.Ack(k.LastSequence, 1), sender: 99)
            .Answer(k => Datagram.Ack(k.LastSequence, 1, portId: 12))
            .Answer(k => Datagram.Ack(k.LastSequence + 7, 1))
            .Answer(k => Datagram.Ack(k.LastSequence));
        _connection.Execute("do", Request(1));
    }

    [Fact]
    public void An_interrupted_call_is_made_again()
    {
        _kernel.FailNextSend(Errno.EINTR);
        _kernel.Fault(Errno.EINTR).Answer(k => Datagram.Ack(k.LastSequence));
        _connection.Execute("do", Request(1));
        Assert.Single(_kernel.Sent);
    }

    [Theory]
    [InlineData(Errno.EAGAIN, Errno.ETIMEDOUT)]
    [InlineData(Errno.EBADF, Errno.EBADF)]
    public void A_fault_while_receiving_is_typed_and_closes_the_socket(Errno fault, Errno seen)
    {
        _kernel.Fault(fault);
        NetlinkException e = Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1)));
        Assert.Equal(seen, e.Error);
        Assert.Equal(1, _kernel.Closed);
        Assert.Equal(Errno.ENOTCONN, Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1))).Error);
    }

    [Theory]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EMSGSIZE)]
    [InlineData(Errno.ENOBUFS)]
    public void A_fault_while_sending_is_typed(Errno fault)
    {
        _kernel.FailNextSend(fault);
        Assert.Equal(fault, Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1))).Error);
    }

    [Fact]
    public void A_datagram_that_was_cut_off_is_an_error()
    {
        _kernel.Answer(_ => new byte[70_000]);
        Assert.Equal(Errno.EMSGSIZE, Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1))).Error);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("10000000020000000100000000")]
    [InlineData("0f000000020000000100000067120000")]
    [InlineData("ffffffff020000000100000067120000")]
    [InlineData("12000000020000000100000067120000ffff0000")]
    public void A_malformed_datagram_is_an_error(string hex)
    {
        _kernel.Answer(_ => Convert.FromHexString(hex));
        Assert.Equal(Errno.EBADMSG, Assert.Throws<NetlinkException>(() => _connection.Execute("do", Request(1))).Error);
    }

    [Fact]
    public void A_query_returns_its_message_and_waits_for_the_acknowledgement()
    {
        _kernel.Answer(k => Datagram.Message(RowType, 0, k.LastSequence, [42])).Answer(k => Datagram.Ack(k.LastSequence));
        Assert.Equal("42", _connection.Query("get", Request(1), Row));
    }

    [Fact]
    public void A_query_without_a_message_is_an_error()
    {
        _kernel.Answer(k => Datagram.Ack(k.LastSequence));
        Assert.Equal(Errno.EBADMSG, Assert.Throws<NetlinkException>(() => _connection.Query("get", Request(1), Row)).Error);
    }

    [Fact]
    public void A_listing_runs_over_datagrams_until_done_and_asks_for_no_acknowledgement()
    {
        _kernel.Answer(k => Datagram.Of(Item(k, 1), Item(k, 2))).Answer(k => Item(k, 3)).Answer(k => Datagram.End(k.LastSequence));
        Assert.Equal(["1", "2", "3"], _connection.Dump("list", DumpRequest(), Row));
        Assert.Equal(0x301, BitConverter.ToUInt16(_kernel.Sent[0], 6));
    }

    [Fact]
    public void A_listing_that_changed_meanwhile_is_read_again_from_the_start()
    {
        _kernel
            .Answer(k => Datagram.Of(Item(k, 1), Datagram.Message(RowType, 0x12, k.LastSequence, [9]), Datagram.End(k.LastSequence)))
            .Answer(k => Datagram.Of(Item(k, 1), Item(k, 2), Datagram.End(k.LastSequence)));
        Assert.Equal(["1", "2"], _connection.Dump("list", DumpRequest(), Row));
    }

    [Fact]
    public void A_listing_that_never_stands_still_fails_after_a_bounded_number_of_attempts()
    {
        for (int i = 0; i < 20; i++)
        {
            _kernel.Answer(k => Datagram.Message(Datagram.Done, 0x12, k.LastSequence, [0, 0, 0, 0]));
        }

        Assert.Equal(Errno.EINTR, Assert.Throws<NetlinkException>(() => _connection.Dump("list", DumpRequest(), Row)).Error);
        Assert.Equal(8, _kernel.Sent.Count);
    }

    [Fact]
    public void A_busy_listing_is_tried_again()
    {
        _kernel.Answer(k => Datagram.Ack(k.LastSequence, 16)).Answer(k => Datagram.End(k.LastSequence));
        Assert.Empty(_connection.Dump("list", DumpRequest(), Row));
    }

    [Fact]
    public void A_listing_that_ends_with_an_error_number_fails_with_it()
    {
        _kernel.Answer(k => Datagram.Of(Item(k, 1), Datagram.End(k.LastSequence, 1)));
        Assert.Equal(Errno.EPERM, Assert.Throws<NetlinkException>(() => _connection.Dump("list", DumpRequest(), Row)).Error);
    }

    [Fact]
    public void A_cancelled_listing_stops_and_closes_the_socket()
    {
        using var source = new CancellationTokenSource();
        using var connection = new NetlinkConnection(_kernel, source.Token);
        _kernel.Answer(k =>
        {
            source.Cancel();
            return Item(k, 1);
        });
        Assert.Throws<OperationCanceledException>(() => connection.Dump("list", DumpRequest(), Row));
        Assert.Equal(1, _kernel.Closed);
    }

    private static byte[] Item(FakeKernel kernel, byte value) => Datagram.Message(RowType, Datagram.Multi, kernel.LastSequence, [value]);

    private static string? Row(in NetlinkMessage message) => message.Payload[0].ToString();

    private static NetlinkWriter Request(int count) => Write(count, NetlinkFlags.None);

    private static List<NetlinkFailure> SendBatch(NetlinkConnection connection, int count)
    {
        var writer = new NetlinkWriter();
        var batch = new NetlinkBatch(writer, (messages, isRepeat) => connection.ExecuteDatagram("many", messages, isStoppable: !isRepeat));
        for (int i = 0; i < count; i++)
        {
            writer.BeginMessage(RowType);
            writer.EndMessage();
            batch.EndMessage();
        }

        batch.Flush();
        return batch.Failures;
    }

    private static NetlinkWriter DumpRequest() => Write(1, NetlinkFlags.Dump);

    private static NetlinkWriter Write(int count, NetlinkFlags flags)
    {
        var writer = new NetlinkWriter();
        for (int i = 0; i < count; i++)
        {
            writer.BeginMessage(RowType, flags);
            writer.EndMessage();
        }

        return writer;
    }
}
