using System.Net;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace IpvsPS.Links;

/// <summary>
/// Tells the hosts on a link that this host has an address, so that they send there at once: by gratuitous ARP for IPv4,
/// by an unsolicited neighbour advertisement for IPv6. It works through a packet socket (CAP_NET_RAW) in one namespace.
/// </summary>
public sealed unsafe class AnnouncementClient : IDisposable
{
    /// <summary>What fails where the capability is missing, in words: the operation of the exception.</summary>
    public const string OpenOperation = "open a packet socket";

    private readonly SafeFileHandle _socket;
    private readonly SysctlClient _sysctls;
    private readonly string _place;

    private AnnouncementClient(SafeFileHandle socket, SysctlClient sysctls, NetNamespace netns)
    {
        _socket = socket;
        _sysctls = sysctls;
        NetNamespace = netns;
        _place = netns.IsHome ? string.Empty : $" in namespace {netns}";
    }

    /// <summary>The network namespace that it announces in.</summary>
    public NetNamespace NetNamespace { get; }

    /// <summary>Opens a packet socket in a namespace; it receives nothing.</summary>
    /// <param name="netns">The namespace.</param>
    /// <returns>The client.</returns>
    /// <exception cref="NetNamespaceException">The namespace could not be entered.</exception>
    /// <exception cref="NetlinkException">EPERM without CAP_NET_RAW in the namespace.</exception>
    public static AnnouncementClient Open(NetNamespaceHandle netns) =>
        new(
            NamespaceThread.RunInside(netns, () => PacketAddress.OpenSocket(protocol: 0)),
            SysctlClient.Open(netns, default),
            netns.Namespace
        );

    /// <summary>Whether announcements can be sent by a link: it has an Ethernet address, and its hosts ask by ARP.</summary>
    /// <param name="link">The link.</param>
    /// <returns>Whether it can carry them.</returns>
    public static bool CanAnnounceBy(NetLink link) => link.UsesArp && PacketAddress.ReadMac(link.MacAddress) is not null;

    /// <summary>Announces an address on a link once, with the link's hardware address.</summary>
    /// <param name="link">The link, of this client's namespace; see <see cref="CanAnnounceBy"/>.</param>
    /// <param name="address">The address. Whether this host has it is not looked at.</param>
    /// <exception cref="ArgumentException">The link has no Ethernet address.</exception>
    /// <exception cref="NetlinkException">ENETDOWN where the link is down, ENXIO where it has gone.</exception>
    public void Announce(NetLink link, IPAddress address)
    {
        byte[] mac =
            PacketAddress.ReadMac(link.MacAddress)
            ?? throw new ArgumentException($"The link {link.Name} has no Ethernet address.", nameof(link));
        bool isIPv4 = InetAddress.FromIPAddress(address).Family == AddressFamily.IPv4;
        byte[] packet = isIPv4
            ? AnnouncementPackets.MakeArp(mac, address, address)
            : AnnouncementPackets.MakeAdvertisement(mac, address, IsRouter(link));
        var target = PacketAddress.Of(
            link,
            isIPv4 ? AnnouncementPackets.ArpProtocol : AnnouncementPackets.IPv6Protocol,
            isIPv4 ? AnnouncementPackets.Broadcast : AnnouncementPackets.AllNodes
        );
        Errno error;
        do
        {
            error = Send(packet, &target);
        } while (error == Errno.EINTR);

        if (error != Errno.None)
        {
            throw new NetlinkException($"announce {address} on {link.Name}{_place}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _sysctls.Dispose();
    }

    /// <summary>Whether this host forwards what comes in by the link: hosts drop it from their routers where it says that it does
    /// not.</summary>
    private bool IsRouter(NetLink link)
    {
        try
        {
            return _sysctls.Read($"net/ipv6/conf/{link.Name}/forwarding").Trim() != "0";
        }
        catch (NetlinkException e) when (e.Error == Errno.ENOENT)
        {
            // This kernel has no IPv6, so nobody listens.
            return false;
        }
    }

    private Errno Send(byte[] packet, PacketAddress* target)
    {
        bool isHeld = false;
        try
        {
            _socket.DangerousAddRef(ref isHeld);
            fixed (byte* bytes = packet)
            {
                ssize_t sent = sendto((int)_socket.DangerousGetHandle(), bytes, packet.Length, 0, (sockaddr*)target, sizeof(PacketAddress));
                return sent < 0 ? (Errno)errno : Errno.None;
            }
        }
        finally
        {
            if (isHeld)
            {
                _socket.DangerousRelease();
            }
        }
    }
}
