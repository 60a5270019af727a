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

    /// <summary>The id of the IPVS family.</summary>
    private const ushort Family = 28;

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

    /// <summary>A real server like the one before it is written from that one's message: whatever comes between, each message is as if it
    /// were written alone.</summary>
    [Fact]
    public void Each_message_is_as_if_it_were_written_alone()
    {
        var other = IpvsServiceId.ForFirewallMark(7, AddressFamily.IPv6);
        RealServer four = new(InetAddress.FromIPAddress(IPAddress.Parse("10.1.2.3")), 8080) { Weight = 5, UpperThreshold = 9 };
        RealServer next = new(InetAddress.FromIPAddress(IPAddress.Parse("10.1.2.4")), 81) { UpperThreshold = 8, LowerThreshold = 6 };
        RealServer six = new(InetAddress.FromIPAddress(IPAddress.Parse("2001:db8::3")), 80) { IsSuspended = true, Weight = 4 };
        RealServer tunnel = four with
        {
            ForwardingMethod = IpvsForwardingMethod.Tunnel,
            TunnelType = IpvsTunnelType.Gue,
            TunnelPort = 6080,
        };
        RealServer masquerade = next with { ForwardingMethod = IpvsForwardingMethod.Masquerade };
        (IpvsServiceId, RealServer)[] servers =
        [
            (Service, four),
            (Service, next),
            (Service, six),
            (Service, six with { Port = 82 }),
            (Service, tunnel),
            (Service, tunnel),
            (Service, four),
            (Service, masquerade),
            (other, masquerade),
            (other, six),
            (other, six with { IsSuspended = false }),
        ];
        List<string> sent = [];
        IpvsBatch batch = Batch(writer =>
        {
            sent.AddRange(Enumerable.Range(0, writer.MessageCount).Select(place => Convert.ToHexString(writer.Message(place))));
            return [];
        });
        List<string> alone = [];
        foreach (bool hasOtherBetween in new[] { false, true })
        {
            foreach ((IpvsServiceId service, RealServer server) in servers)
            {
                batch.AddRealServer(service, server);
                alone.Add(Alone(writer => IpvsMessages.AddRealServer(writer, Family, service, server)));
                if (hasOtherBetween)
                {
                    batch.SetRealServer(service, server);
                    alone.Add(Alone(writer => IpvsMessages.SetRealServer(writer, Family, service, server)));
                }
            }

            batch.Flush();
        }

        Assert.Equal(alone, sent);
    }

    private static string Alone(Action<NetlinkWriter> write)
    {
        var writer = new NetlinkWriter();
        write(writer);
        return Convert.ToHexString(writer.Written);
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
            () => Family,
            isDone,
            sent: null
        );
}
