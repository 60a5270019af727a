using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Health;

/// <summary>A real netlink socket with hardly any room for answers, so that the kernel drops some of those to a batch (ENOBUFS).</summary>
internal sealed class FullSocket(INetlinkTransport inner) : INetlinkTransport
{
    private const int CommandOffset = 16;

    public uint PortId => inner.PortId;

    /// <summary>How often the kernel has said that it dropped answers.</summary>
    public int Losses { get; private set; }

    /// <summary>Called once, just before real servers are changed.</summary>
    public Action? BeforeChange { get; set; }

    /// <summary>Makes the answer to the next request that changes nothing ENOBUFS: the kernel drops none of a listing.</summary>
    public bool LosesListing { get; set; }

    public Errno Send(ReadOnlySpan<byte> datagram)
    {
        // IPVS_CMD_NEW_DEST, SET_DEST and DEL_DEST of include/uapi/linux/ip_vs.h.
        if (datagram.Length > CommandOffset && datagram[CommandOffset] is >= 5 and <= 7 && BeforeChange is { } before)
        {
            BeforeChange = null;
            before();
        }

        return inner.Send(datagram);
    }

    public Errno Receive(Span<byte> buffer, out int length, out uint sender)
    {
        Errno error = inner.Receive(buffer, out length, out sender);
        Losses += error == Errno.ENOBUFS ? 1 : 0;
        if (LosesListing)
        {
            LosesListing = false;
            length = 0;
            return Errno.ENOBUFS;
        }

        return error;
    }

    public void Dispose() => inner.Dispose();
}
