using System.Net;
using System.Text;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Links;

/// <summary>What the client makes of several messages together, against a kernel made of bytes.</summary>
public sealed class LinkClientTests
{
    private readonly FakeKernel _kernel = new();

    [Fact]
    public void Links_are_listed_by_index_with_the_names_of_their_masters()
    {
        _kernel.Answer(kernel =>
            Datagram.Of(
                Link(kernel.LastSequence, 9, "port", master: 3),
                Link(kernel.LastSequence, 3, "br0"),
                Datagram.End(kernel.LastSequence)
            )
        );
        List<NetLink> links = Client().ListLinks();
        Assert.Equal([(3, "br0", null), (9, "port", "br0")], links.Select(link => (link.Index, link.Name, link.Master)));
        Assert.All(links, link => Assert.Equal("pod", link.NetNamespace!.Name));
    }

    [Fact]
    public void A_batch_names_each_address_that_was_refused()
    {
        // The sequence number of a datagram is that of its first message.
        _kernel.Answer(kernel =>
            Datagram.Of(
                Datagram.Refusal(kernel.LastSequence + 1, (int)Errno.EEXIST, "ipv4: Address already assigned"),
                Datagram.Ack(kernel.LastSequence + 2)
            )
        );
        NetLinkAddress[] addresses = [Address("10.0.0.1"), Address("10.0.0.2"), Address("10.0.0.3")];
        (int index, NetlinkException refusal) = Assert.Single(Client().AddAddresses(addresses));
        Assert.Equal((1, Errno.EEXIST), (index, refusal.Error));
        Assert.Equal("add 10.0.0.2/32 to dummy0 in namespace pod", refusal.Operation);
        Assert.Single(_kernel.Sent);
    }

    [Fact]
    public void An_address_whose_link_has_gone_meanwhile_is_left_out()
    {
        _kernel.Answer(kernel =>
            Datagram.Of(
                IPv4(kernel.LastSequence, 9, 1),
                IPv4(kernel.LastSequence, 3, 2),
                IPv4(kernel.LastSequence, 4, 3),
                Datagram.End(kernel.LastSequence)
            )
        );
        _kernel.Answer(kernel =>
            Datagram.Of(Link(kernel.LastSequence, 3, "a"), Link(kernel.LastSequence, 9, "b"), Datagram.End(kernel.LastSequence))
        );
        Assert.Equal(["a 10.0.0.2/32", "b 10.0.0.1/32"], Client().ListAddresses().Select(address => $"{address.LinkName} {address}"));
    }

    private LinkClient Client() => new(new NetlinkConnection(_kernel), new NetNamespace("pod"));

    private static NetLinkAddress Address(string address) =>
        new()
        {
            LinkName = "dummy0",
            LinkIndex = 9,
            Address = IPAddress.Parse(address),
            PrefixLength = 32,
        };

    private static byte[] Link(uint sequence, int index, string name, int? master = null)
    {
        string text = Convert.ToHexString(Encoding.ASCII.GetBytes(name.PadRight(4, '\0')));
        string masterAttribute = master is { } value ? $"08000A00{value:X2}000000" : string.Empty;
        byte[] payload = Convert.FromHexString($"00000100{index:X2}0000000000000000000000" + "08000300" + text + masterAttribute);
        return Datagram.Message(RouteMessageType.NewLink, Datagram.Multi, sequence, payload);
    }

    private static byte[] IPv4(uint sequence, int link, byte last) =>
        Datagram.Message(
            RouteMessageType.NewAddress,
            Datagram.Multi,
            sequence,
            Convert.FromHexString($"02200000{link:X2}000000" + $"080002000A0000{last:X2}")
        );
}
