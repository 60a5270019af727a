using System.Runtime.InteropServices;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using static Tmds.Linux.LibC;

namespace IpvsPS;

/// <summary>What a link's driver does with packets in the kernel's stead, as <c>ethtool -k</c> shows it.</summary>
/// <param name="MergesReceived">Large receive offload: it makes one packet of several that come in, in hardware.</param>
/// <param name="ComputesChecksums">It works out the checksums of what goes out.</param>
public sealed record LinkOffloads(bool MergesReceived, bool ComputesChecksums);

/// <summary>Asks for the offloads of links, by the ioctl of ethtool.</summary>
internal static unsafe class LinkOffloadReader
{
    /// <summary>SIOCETHTOOL of <c>include/uapi/linux/sockios.h</c>.</summary>
    private const int EthtoolRequest = 0x8946;

    /// <summary>ETHTOOL_GTXCSUM, ETHTOOL_GFLAGS and ETH_FLAG_LRO of <c>include/uapi/linux/ethtool.h</c>.</summary>
    private const uint GetSendChecksums = 0x16;
    private const uint GetFlags = 0x25;
    private const uint LargeReceiveFlag = 1 << 15;

    /// <summary>IFNAMSIZ of <c>include/uapi/linux/if.h</c>.</summary>
    private const int NameSize = 16;

    /// <summary>The offloads of links, by name. A link that has gone, or tells nothing, is absent.</summary>
    /// <param name="netns">Their namespace.</param>
    /// <param name="links">Their names.</param>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">No socket could be made.</exception>
    public static Dictionary<string, LinkOffloads> Read(NetNamespaceHandle netns, IReadOnlyCollection<string> links) =>
        NamespaceThread.RunInside(netns, () => Read(links));

    private static Dictionary<string, LinkOffloads> Read(IReadOnlyCollection<string> links)
    {
        var offloads = new Dictionary<string, LinkOffloads>();
        int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
        {
            throw new NetlinkException("ask for the offloads of links", (Errno)errno);
        }

        foreach (string link in links)
        {
            if (Ask(descriptor, link, GetFlags) is { } flags)
            {
                offloads[link] = new LinkOffloads((flags & LargeReceiveFlag) != 0, Ask(descriptor, link, GetSendChecksums) > 0);
            }
        }

        _ = close(descriptor);
        return offloads;
    }

    private static uint? Ask(int descriptor, string link, uint command)
    {
        var value = new Value { Command = command };
        var request = new Request { Value = &value };
        byte[] name = NameBytes.Encode(link);
        if (name.Length >= NameSize)
        {
            return null;
        }

        name.CopyTo(new Span<byte>(request.Name, NameSize));
        return ioctl(descriptor, EthtoolRequest, &request) < 0 ? null : value.Data;
    }

    /// <summary>struct ethtool_value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Value
    {
        public uint Command;
        public uint Data;
    }

    /// <summary>struct ifreq: the name, and a union of 24 bytes of which the first are the pointer.</summary>
    [StructLayout(LayoutKind.Sequential, Size = NameSize + 24)]
    private struct Request
    {
        public fixed byte Name[NameSize];
        public Value* Value;
    }
}
