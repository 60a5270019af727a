using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Netlink;

/// <content>A kernel whose answers do not fit.</content>
public sealed partial class NetlinkConnectionTests
{
    [Fact]
    public void Marks_go_on_until_everything_before_the_loss_has_been_read()
    {
        // A kernel whose socket is full drops each answer until it is empty, those to marks too (netlink_rcv_wake).
        _kernel
            .Fault(Errno.ENOBUFS)
            .Answer(_ => Datagram.Ack(1, 3))
            .Answer(_ => Datagram.Ack(2, 3))
            .Answer(k => Datagram.Ack(k.Sent.Count == 4 ? k.LastSequence : 0));
        List<NetlinkFailure> failures = _connection.ExecuteDatagram("remove four", Request(4));
        Assert.Equal([Errno.ESRCH, Errno.ESRCH, Errno.ENOBUFS, Errno.ENOBUFS], failures.Select(failure => failure.Error));
        _kernel.Answer(k => Datagram.Ack(k.LastSequence));
        _connection.Execute("go on", Request(1));
    }
}
