using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Ipvs;

/// <summary>A batch: what goes out when, and which input each refusal belongs to.</summary>
public sealed class IpvsBatchTests
{
    private static readonly IpvsServiceId Service = IpvsServiceId.ForAddress(
        InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.1")),
        80,
        IpvsProtocol.Tcp
    );

    private readonly List<int> _sent = [];

    [Fact]
    public void Changes_wait_until_a_datagram_is_full()
    {
        IpvsBatch batch = Batch(_ => []);
        Add(batch, 100);
        Assert.Empty(_sent);
        Assert.Equal((100, 0), (batch.Count, batch.SentCount));
        batch.Flush();
        Assert.Equal([100], _sent);
        batch.Flush();
        Assert.Equal([100], _sent);
    }

    [Fact]
    public void A_full_datagram_is_sent_at_once_and_stays_below_128_KiB()
    {
        IpvsBatch batch = Batch(writer =>
        {
            Assert.InRange(writer.Length, 130_000, 131_072);
            return [];
        });
        Add(batch, 2000);
        Assert.Single(_sent);
        Assert.Equal(_sent[0], batch.SentCount);
    }

    [Fact]
    public void Refusals_count_over_datagrams()
    {
        IpvsBatch batch = Batch(writer => [new NetlinkFailure(writer.MessageCount - 1, Errno.EEXIST, null)]);
        Add(batch, 2000);
        batch.Flush();
        Assert.Equal([_sent[0] - 1, 1999], batch.Failures.Select(failure => failure.Index));
    }

    private static void Add(IpvsBatch batch, int count)
    {
        for (int i = 0; i < count; i++)
        {
            batch.AddRealServer(Service, new RealServer(Service.Address, 80));
        }
    }

    [Fact]
    public void A_message_whose_answer_was_lost_is_sent_again_by_itself()
    {
        List<(int Place, Errno Refusal)> asked = [];
        IpvsBatch batch = Batch(
            writer =>
                writer.MessageCount > 1 ? [new(1, Errno.ENOBUFS, null), new(2, Errno.ENOBUFS, null), new(3, Errno.EINVAL, "no")]
                : _sent.Count == 2 ? []
                : [new(0, Errno.EEXIST, null)],
            (place, refusal) =>
            {
                asked.Add((place, refusal));
                return refusal == Errno.EEXIST && place == 2;
            }
        );
        Add(batch, 4);
        batch.Flush();
        Assert.Equal([4, 1, 1], _sent);
        Assert.Equal([(1, Errno.ENOBUFS), (2, Errno.ENOBUFS), (2, Errno.EEXIST)], asked);
        Assert.Equal([new(3, Errno.EINVAL, "no")], batch.Failures);
        Assert.Equal(4, batch.SentCount);
    }

    [Fact]
    public void A_message_whose_answer_was_lost_and_that_is_done_is_not_sent_again()
    {
        IpvsBatch batch = Batch(_ => [new(1, Errno.ENOBUFS, null)], (_, refusal) => refusal == Errno.ENOBUFS);
        Add(batch, 3);
        batch.Flush();
        Assert.Equal([3], _sent);
        Assert.Empty(batch.Failures);
    }

    [Fact]
    public void A_message_that_is_refused_when_it_is_sent_again_and_is_not_done_is_a_failure()
    {
        IpvsBatch batch = Batch(writer => writer.MessageCount > 1 ? [new(1, Errno.ENOBUFS, null)] : [new(0, Errno.ESRCH, "gone")]);
        Add(batch, 2);
        batch.Flush();
        Assert.Equal([new(1, Errno.ESRCH, "gone")], batch.Failures);
    }

    private IpvsBatch Batch(Func<NetlinkWriter, List<NetlinkFailure>> send, Func<int, Errno, bool>? isDone = null) =>
        new(
            new NetlinkWriter(),
            (writer, isRepeat) =>
            {
                Assert.Equal(isRepeat, _sent.Count > 0 && writer.MessageCount == 1);
                _sent.Add(writer.MessageCount);
                return send(writer);
            },
            () => 28,
            isDone,
            sent: null
        );
}
