namespace IpvsPS.KernelTests.Links;

/// <summary>Send-NetLinkAnnouncement beside what the kernel itself sends, byte by byte; docs/networking.md has it beside arping.</summary>
public sealed class AnnouncementTests : LinkTestBed
{
    private const string Arp = "arp[14:4] = arp[24:4]";
    private const string Advertisement = "ip6 src host 2001:db8::1 and ip6[40] = 136";

    public AnnouncementTests(LabSession lab)
        : base(lab)
    {
        LabSession.Native($"ip link add eth0 netns {Module} type veth peer name eth0 netns {Reference}");
        Ip(Module, "link set lo up", "link set eth0 up", "addr add 10.0.0.1/24 dev eth0", "addr add 2001:db8::1/64 dev eth0 nodad");
        Ip(Reference, "link set eth0 up");
    }

    /// <summary>A router says so in its advertisements, and no other host may.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void The_packets_are_those_of_the_kernel(string forwarding)
    {
        LabSession.Native(
            $"ip netns exec {Module} sysctl -qw net.ipv4.conf.eth0.arp_notify=1 net.ipv6.conf.eth0.ndisc_notify=1 "
                + $"net.ipv6.conf.eth0.forwarding={forwarding}"
        );
        using var capture = new PacketCapture(Reference, "eth0", 4, "-e -xx", $"({Arp}) or ({Advertisement})");

        // With these settings the kernel announces its addresses when the link's hardware address changes.
        Ip(Module, "link set eth0 address 02:00:00:00:00:0c");
        Run("Send-NetLinkAnnouncement eth0 10.0.0.1, 2001:db8::1").ThrowOnError();
        string[] packets = [.. Packets(capture.Lines()).Order(StringComparer.Ordinal)];
        Assert.Equal(4, packets.Length);
        Assert.Equal(packets[0], packets[1]);
        Assert.Equal(packets[2], packets[3]);
        Assert.NotEqual(packets[0], packets[2]);
    }

    /// <summary>Each packet's first line with the hexadecimal lines that follow it.</summary>
    private static IEnumerable<string> Packets(string[] lines)
    {
        int[] starts = [.. Enumerable.Range(0, lines.Length).Where(place => !lines[place].StartsWith('\t')), lines.Length];
        return starts.Zip(starts.Skip(1), (start, end) => string.Join('\n', lines[start..end]));
    }
}
