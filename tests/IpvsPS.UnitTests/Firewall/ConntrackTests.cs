using IpvsPS.Firewall;
using IpvsPS.Netlink;
using IpvsPS.ServiceProxy.Objects;
using IpvsPS.ServiceProxy.Sync;
using IpvsPS.Testing.Netlink;
using IpvsPS.UnitTests.ServiceProxy;
using Xunit;
using static IpvsPS.UnitTests.ServiceProxy.ProxyCase;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>The messages of conntrack, and which UDP flows are to be forgotten.</summary>
public sealed class ConntrackTests
{
    private const string Cluster = "\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"ipFamilies\":[\"IPv4\"]";

    /// <summary>struct nfgenmsg; the tuple of 10.200.2.9:4000 to 10.96.0.9:53 by UDP; the answers of 10.200.2.5, masqueraded.</summary>
    private const string Entry =
        "02000000"
        + "34000180"
        + "14000180"
        + "08000100"
        + "0ac80209"
        + "08000200"
        + "0a600009"
        + "1c000280"
        + "05000100"
        + "11000000"
        + "06000200"
        + "0fa00000"
        + "06000300"
        + "00350000"
        + "34000280"
        + "14000180"
        + "08000100"
        + "0ac80205"
        + "08000200"
        + "0a090001"
        + "1c000280"
        + "05000100"
        + "11000000"
        + "06000200"
        + "00350000"
        + "06000300"
        + "0fa00000";

    private static readonly UdpFlow Flow = new(Address("10.200.2.9"), 4000, Address("10.96.0.9"), 53, Address("10.200.2.5"));

    [Fact]
    public void An_entry_is_read_and_one_of_another_protocol_is_left_out()
    {
        Assert.True(TryRead(Entry, out UdpFlow flow));
        Assert.Equal(Flow, flow);
        Assert.False(TryRead(Entry.Replace("0500010011", "0500010006", StringComparison.Ordinal), out _));
        Assert.False(TryRead("02000000", out _));
    }

    [Fact]
    public void A_removal_names_the_original_direction()
    {
        var writer = new NetlinkWriter();
        ConntrackMessages.Remove(writer, Flow);
        Assert.Equal(0x0102, BitConverter.ToUInt16(writer.Written[4..]));
        Assert.Equal(Entry[..(8 + 104)], Convert.ToHexString(writer.Written[16..]).ToLowerInvariant());
    }

    [Fact]
    public void A_removal_without_an_answer_is_sent_again_and_a_flow_that_has_ended_is_no_error()
    {
        FakeKernel kernel = new FakeKernel()
            .Fault(Errno.ENOBUFS)
            .Answer(mark => Datagram.Ack(mark.LastSequence))
            .Answer(first => Datagram.Ack(first.LastSequence))
            .Answer(second => Datagram.Ack(second.LastSequence, (int)Errno.ENOENT));
        using var client = new ConntrackClient(new NetlinkConnection(kernel));
        client.Remove([Flow, Flow with { SourcePort = 4001 }]);
        byte[] both = kernel.Sent[0];
        Assert.Equal(4, kernel.Sent.Count);
        Assert.Equal([both.Length / 2, both.Length / 2], kernel.Sent[2..].Select(datagram => datagram.Length));
    }

    [Fact]
    public void A_removal_that_is_refused_is_an_error()
    {
        FakeKernel kernel = new FakeKernel().Answer(both =>
            Datagram.Of(Datagram.Ack(both.LastSequence, (int)Errno.ENOENT), Datagram.Ack(both.LastSequence + 1, (int)Errno.EPERM))
        );
        using var client = new ConntrackClient(new NetlinkConnection(kernel));
        NetlinkException refusal = Assert.Throws<NetlinkException>(() => client.Remove([Flow, Flow with { SourcePort = 4001 }]));
        Assert.Equal(Errno.EPERM, refusal.Error);
    }

    [Fact]
    public void Flows_to_endpoints_that_are_gone_and_past_the_service_are_forgotten_and_no_others()
    {
        string service = Service("dns", Cluster)
            .Replace("\"port\":80,\"protocol\":\"TCP\"", "\"port\":53,\"protocol\":\"UDP\"", StringComparison.Ordinal);
        string slice = Slice(
                "dns",
                Endpoint("10.200.2.5") + "," + Endpoint("10.200.2.6", conditions: """{"ready":false,"serving":false}""")
            )
            .Replace("TCP", "UDP", StringComparison.Ordinal);
        ProxyCase made = Of(service + slice);
        UdpFlow[] flows =
        [
            Flow,
            Flow with
            {
                Answering = Address("10.200.2.6"),
            },
            Flow with
            {
                Answering = Flow.Destination,
            },
            Flow with
            {
                Answering = Address("10.200.2.7"),
            },
            Flow with
            {
                Answering = Address("10.200.2.6"),
                DestinationPort = 54,
            },
            Flow with
            {
                Answering = Address("10.200.2.6"),
                Destination = Address("8.8.8.8"),
            },
        ];
        ObjectName[] services = [new ObjectName("shop", "dns"), new ObjectName("shop", "gone")];
        Assert.Equal([flows[1], flows[2]], StaleFlows.Choose(flows, services, made.Tracker, [Address("10.200.2.7")]));
        ProxyCase empty = Of(service);
        Assert.Empty(StaleFlows.Choose(flows, services, empty.Tracker, []));
    }

    private static bool TryRead(string hex, out UdpFlow flow)
    {
        byte[] payload = Convert.FromHexString(hex);
        byte[] message = [.. BitConverter.GetBytes(16 + payload.Length), 0, 1, 2, 0, .. new byte[8], .. payload];
        return ConntrackMessages.TryReadUdp(new NetlinkMessage(message), AddressFamily.IPv4, out flow);
    }

    private static InetAddress Address(string text) => RecordedState.Address(text);
}
