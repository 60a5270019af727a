using System.Buffers.Binary;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.UnitTests.Faults;

/// <summary>One thing that goes wrong between a client and the kernel.</summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Outcomes">What the client may make of it: the right answer, a stop, or an error by its number's name.</param>
internal sealed record Fault(string Name, params string[] Outcomes)
{
    public const string RightAnswer = "right answer";
    public const string Stopped = "stopped";

    public static readonly Fault None = new("nothing", RightAnswer);

    public static readonly Fault[] All =
    [
        new("a send is interrupted (EINTR)", RightAnswer) { Send = n => n == 0 ? Errno.EINTR : Errno.None },
        new("every send is interrupted (EINTR)", "ETIMEDOUT") { Send = _ => Errno.EINTR },
        new("a receive is interrupted (EINTR)", RightAnswer) { Receive = (_, n) => n == 0 ? Errno.EINTR : Errno.None },
        new("every receive is interrupted (EINTR)", "ETIMEDOUT") { Receive = (_, _) => Errno.EINTR },
        new("no room to send (ENOBUFS)", "ENOBUFS") { Send = _ => Errno.ENOBUFS },
        new("an answer is lost (ENOBUFS)", "ENOBUFS", RightAnswer) { Receive = (_, n) => n == 0 ? Errno.ENOBUFS : Errno.None },
        new("every answer is lost (ENOBUFS)", "ENOBUFS", "ETIMEDOUT") { Receive = (_, _) => Errno.ENOBUFS },
        new("no answer comes (EAGAIN)", "ETIMEDOUT") { Receive = (_, _) => Errno.EAGAIN },
        new("sending would block (EAGAIN)", "EAGAIN") { Send = _ => Errno.EAGAIN },
        new("the request is too long (EMSGSIZE)", "EMSGSIZE") { Send = _ => Errno.EMSGSIZE },
        new("sending is not permitted (EPERM)", "EPERM") { Send = _ => Errno.EPERM },
        new("the kernel refuses (EPERM)", "EPERM", RightAnswer) { Begin = kernel => kernel.Refusal = Errno.EPERM },
        new("the descriptor is closed before sending (EBADF)", "EBADF") { Send = _ => Errno.EBADF },
        new("the descriptor is closed before receiving (EBADF)", "EBADF") { Receive = (_, _) => Errno.EBADF },
        new("an empty datagram comes first", RightAnswer) { Deliver = datagram => [new([]), new(datagram)] },
        new("datagrams of 10 bytes", "EBADMSG") { Deliver = datagram => [new(datagram[..10])] },
        new("datagrams that end inside a message", "EBADMSG") { Deliver = datagram => [new(datagram[..^4])] },
        new("datagrams longer than the buffer", "EMSGSIZE") { Deliver = datagram => [new(datagram, Length: 1 << 20)] },
        new("an attribute longer than its message", "EBADMSG", RightAnswer) { Deliver = datagram => [new(WithLongAttribute(datagram))] },
        new("an overrun message", "EBADMSG") { Deliver = datagram => [new(With(datagram, 4, (ushort)4))] },
        new("answers to another request come first", RightAnswer)
        {
            Deliver = datagram => [new(WithSequence(datagram, 77)), new(datagram)],
        },
        new("answers to other requests only", "ETIMEDOUT") { Deliver = datagram => Forever(WithSequence(datagram, 77)) },
        new("answers to another port come first", RightAnswer) { Deliver = datagram => [new(With(datagram, 12, 99u)), new(datagram)] },
        new("answers to other ports only", "ETIMEDOUT") { Deliver = datagram => Forever(With(datagram, 12, 99u)) },
        new("a foreign sender's refusals come first", RightAnswer) { Deliver = datagram => [Forged(datagram), new(datagram)] },
        new("a foreign sender only, for ever", "ETIMEDOUT") { Deliver = datagram => Enumerable.Repeat(Forged(datagram), int.MaxValue) },
        new("a listing changes while it is read", RightAnswer) { Begin = kernel => kernel.Interruptions = 1 },
        new("listings change whenever they are read", "EINTR", RightAnswer) { Begin = kernel => kernel.Interruptions = int.MaxValue },
        new("listings have no end", "ETIMEDOUT", RightAnswer) { Begin = kernel => kernel.IsEndless = true },
        new("the module was loaded anew: the family has another id", RightAnswer) { Begin = kernel => kernel.Family++ },
        new("the module was unloaded", "EPROTONOSUPPORT", RightAnswer) { Begin = kernel => kernel.Family = null },
        new("Ctrl-C while waiting", Stopped, RightAnswer)
        {
            Receive = (stop, _) =>
            {
                stop.Cancel();
                return Errno.None;
            },
        },
    ];

    public Action<SmallTables> Begin { get; init; } = _ => { };

    /// <summary>What the nth send gives.</summary>
    public Func<int, Errno> Send { get; init; } = _ => Errno.None;

    /// <summary>What the nth receive gives.</summary>
    public Func<CancellationTokenSource, int, Errno> Receive { get; init; } = (_, _) => Errno.None;

    /// <summary>What becomes of a datagram of the kernel's.</summary>
    public Func<byte[], IEnumerable<Delivery>> Deliver { get; init; } = datagram => [new(datagram)];

    public override string ToString() => Name;

    private static IEnumerable<Delivery> Forever(byte[] datagram) => Enumerable.Repeat(new Delivery(datagram), int.MaxValue);

    private static Delivery Forged(byte[] datagram) =>
        new(Datagram.Ack(BinaryPrimitives.ReadUInt32LittleEndian(datagram.AsSpan(8)), 1), Sender: 4242);

    private static byte[] WithSequence(byte[] datagram, uint ahead) =>
        With(datagram, 8, BinaryPrimitives.ReadUInt32LittleEndian(datagram.AsSpan(8)) + ahead);

    private static byte[] With(byte[] datagram, int at, uint value)
    {
        byte[] changed = [.. datagram];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    private static byte[] With(byte[] datagram, int at, ushort value)
    {
        byte[] changed = [.. datagram];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    /// <summary>Four bytes more, which claim to be an attribute of 64 KiB; acknowledgements hold none unless they say so.</summary>
    private static byte[] WithLongAttribute(byte[] datagram) => With([.. datagram, 0xff, 0xff, 1, 0], 0, (uint)datagram.Length + 4);
}
