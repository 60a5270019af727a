using System.Net;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Links;

/// <summary>A question to the hosts of a link: which of them has an address?</summary>
/// <param name="Link">The link, which must have an Ethernet address; see <see cref="AnnouncementClient.CanAnnounceBy"/>.</param>
/// <param name="Address">The address.</param>
/// <param name="Asker">An address of this host on the link, of the same family.</param>
internal sealed record NeighborQuestion(NetLink Link, IPAddress Address, IPAddress Asker);

/// <summary>
/// Asks the hosts of links who has an address, by ARP for IPv4 and by neighbour solicitation for IPv6, and notes everybody
/// who answers. The kernel itself keeps only the first. This host does not hear its own questions, so that it is never among
/// those that answer by the same link. It works through packet sockets (CAP_NET_RAW).
/// </summary>
internal static unsafe class NeighborInquiry
{
    /// <summary>ARPOP_REPLY of <c>include/uapi/linux/if_arp.h</c>.</summary>
    private const int ArpReply = 2;

    private const int MostBytes = 2048;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks, asks again in the middle of the time, and returns who has answered.</summary>
    /// <param name="netns">The namespace.</param>
    /// <param name="questions">What is asked.</param>
    /// <param name="patience">How long answers are waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The index of the link, the address, and the hardware address of each host that has answered.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_RAW in the namespace.</exception>
    public static HashSet<(int LinkIndex, InetAddress Address, string MacAddress)> Ask(
        NetNamespaceHandle netns,
        IReadOnlyList<NeighborQuestion> questions,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        var answers = new HashSet<(int, InetAddress, string)>();
        SafeFileHandle[] sockets = NamespaceThread.RunInside(netns, Open);
        try
        {
            int turns = (int)(patience / Turn);
            for (int turn = 0; turn < turns; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (turn == 0 || turn == turns / 2)
                {
                    Send(sockets, questions);
                }

                Thread.Sleep(Turn);
                Receive(sockets, questions, answers);
            }
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }

        return answers;
    }

    private static SafeFileHandle[] Open() =>
        [
            PacketAddress.OpenSocket(AnnouncementPackets.ArpProtocol, SOCK_NONBLOCK),
            PacketAddress.OpenSocket(AnnouncementPackets.IPv6Protocol, SOCK_NONBLOCK),
        ];

    /// <summary>A link that cannot send now has no hosts that could answer.</summary>
    private static void Send(SafeFileHandle[] sockets, IReadOnlyList<NeighborQuestion> questions)
    {
        foreach (NeighborQuestion question in questions)
        {
            bool isIPv4 = InetAddress.FromIPAddress(question.Address).Family == AddressFamily.IPv4;
            byte[] mac = PacketAddress.ReadMac(question.Link.MacAddress)!;
            byte[] packet = isIPv4
                ? AnnouncementPackets.MakeArp(mac, question.Asker, question.Address)
                : AnnouncementPackets.MakeSolicitation(mac, question.Asker, question.Address);
            byte[] group = isIPv4 ? AnnouncementPackets.Broadcast.ToArray() : AnnouncementPackets.SolicitedNode(question.Address);
            var target = PacketAddress.Of(
                question.Link,
                isIPv4 ? AnnouncementPackets.ArpProtocol : AnnouncementPackets.IPv6Protocol,
                group
            );
            fixed (byte* bytes = packet)
            {
                _ = sendto(Descriptor(sockets[isIPv4 ? 0 : 1]), bytes, packet.Length, 0, (sockaddr*)&target, sizeof(PacketAddress));
            }
        }
    }

    private static void Receive(
        SafeFileHandle[] sockets,
        IReadOnlyList<NeighborQuestion> questions,
        HashSet<(int, InetAddress, string)> answers
    )
    {
        var buffer = new byte[MostBytes];
        foreach (SafeFileHandle socket in sockets)
        {
            while (TryReceive(socket, buffer, out int count, out PacketAddress from))
            {
                (InetAddress Address, string Mac)? answer = Read(buffer.AsSpan(0, count), from);
                bool isAsked = questions.Any(question =>
                    question.Link.Index == from.LinkIndex && answer?.Address == InetAddress.FromIPAddress(question.Address)
                );
                if (isAsked)
                {
                    answers.Add((from.LinkIndex, answer!.Value.Address, answer.Value.Mac));
                }
            }
        }
    }

    private static bool TryReceive(SafeFileHandle socket, byte[] buffer, out int count, out PacketAddress from)
    {
        PacketAddress sender = default;
        socklen_t length = sizeof(PacketAddress);
        fixed (byte* bytes = buffer)
        {
            count = (int)recvfrom(Descriptor(socket), bytes, buffer.Length, 0, (sockaddr*)&sender, &length);
        }

        from = sender;
        return count >= 0;
    }

    /// <summary>Whose address a packet says it is; null for anything but an answer of another host.</summary>
    private static (InetAddress Address, string Mac)? Read(ReadOnlySpan<byte> packet, PacketAddress from)
    {
        if (from.PacketType == PacketAddress.Outgoing)
        {
            return null;
        }

        if (packet.Length >= AnnouncementPackets.ArpBytes && from.Protocol == PacketAddress.NetworkOrder(AnnouncementPackets.ArpProtocol))
        {
            bool isReply = packet[7] == ArpReply && packet[4] == AnnouncementPackets.MacBytes && packet[5] == 4;
            return isReply
                ? (InetAddress.FromBytes(AddressFamily.IPv4, packet[14..18]), LinkReplies.FormatHardwareAddress(packet[8..14]))
                : null;
        }

        bool isAdvertisement =
            packet.Length >= AnnouncementPackets.IPv6HeaderBytes + 24
            && packet[6] == AnnouncementPackets.Icmpv6
            && packet[AnnouncementPackets.IPv6HeaderBytes] == AnnouncementPackets.AdvertisementType;
        return isAdvertisement
            ? (
                InetAddress.FromBytes(AddressFamily.IPv6, packet.Slice(AnnouncementPackets.IPv6HeaderBytes + 8, 16)),
                LinkReplies.FormatHardwareAddress(new ReadOnlySpan<byte>(from.HardwareAddress, AnnouncementPackets.MacBytes))
            )
            : null;
    }

    private static int Descriptor(SafeFileHandle socket) => (int)socket.DangerousGetHandle();
}
