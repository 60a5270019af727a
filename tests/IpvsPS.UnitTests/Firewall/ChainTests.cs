using IpvsPS.Firewall;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;
using Xunit;

namespace IpvsPS.UnitTests.Firewall;

/// <summary>The chains of nftables that drop by default, as the kernel lists them.</summary>
public sealed class ChainTests
{
    private const byte Inet = 1;
    private const byte Ip = 2;
    private const byte Arp = 3;
    private const byte Netdev = 5;
    private const byte Bridge = 7;
    private const byte Ip6 = 10;

    [Theory]
    [InlineData(Ip, "filter", "FORWARD", 2, 0, "ip filter FORWARD", "forward")]
    [InlineData(Inet, "firewalld", "filter_INPUT", 1, 0, "inet firewalld filter_INPUT", "input")]
    [InlineData(Ip6, "mine", "out", 3, 0, "ip6 mine out", "output")]
    [InlineData(Bridge, "mine", "through", 2, 0, "bridge mine through", "forward")]
    [InlineData(Arp, "mine", "in", 0, 0, "arp mine in", "input")]
    [InlineData(Arp, "mine", "out", 1, 0, "arp mine out", "output")]
    [InlineData(Ip, "filter", "INPUT", 1, 1, null, null)]
    [InlineData(Inet, "other", "pre", 0, 0, null, null)]
    [InlineData(Inet, "other", "post", 4, 0, null, null)]
    [InlineData(Netdev, "other", "ingress", 0, 0, null, null)]
    [InlineData(Inet, "ipvsps", "virtual_input", 1, 0, null, null)]
    public void A_chain_of_others_that_drops_is_named(
        byte family,
        string table,
        string name,
        uint hook,
        uint policy,
        string? shown,
        string? word
    )
    {
        NetlinkMessage message = new(Chain(family, table, name, (hook, policy)));
        Assert.Equal(shown is not null, ChainMessages.TryReadDrop(message, out FirewallDropPolicy found));
        Assert.Equal(shown is null ? default : new FirewallDropPolicy(shown, word!), found);
    }

    [Fact]
    public void A_chain_without_a_hook_is_none_and_neither_is_another_message()
    {
        Assert.False(ChainMessages.TryReadDrop(new NetlinkMessage(Chain(Ip, "filter", "own", null)), out _));
        Assert.False(ChainMessages.TryReadDrop(new NetlinkMessage(Datagram.Message(ChainMessages.New, 0, 1, [])), out _));
        Assert.False(ChainMessages.TryReadDrop(new NetlinkMessage(Datagram.Message(7, 0, 1, [Ip, 0, 0, 0])), out _));
    }

    [Fact]
    public void Every_family_is_asked_at_once()
    {
        FakeKernel kernel = new FakeKernel().Answer(list =>
            Datagram.Of(Chain(Inet, "a", "in", (1, 0), list.LastSequence), Datagram.End(list.LastSequence))
        );
        using var client = new ChainClient(new NetlinkConnection(kernel));
        Assert.Equal([new FirewallDropPolicy("inet a in", "input")], client.DropPolicies());
        byte[] sent = Assert.Single(kernel.Sent);
        Assert.Equal("14000000040a0103", Convert.ToHexString(sent.AsSpan(0, 8)).ToLowerInvariant());
        Assert.Equal("00000000", Convert.ToHexString(sent.AsSpan(16)));
    }

    [Theory]
    [InlineData((int)Errno.EINVAL)]
    [InlineData((int)Errno.EOPNOTSUPP)]
    public void A_kernel_without_nftables_has_none(int error)
    {
        FakeKernel kernel = new FakeKernel().Answer(list => Datagram.Ack(list.LastSequence, error));
        using var client = new ChainClient(new NetlinkConnection(kernel));
        Assert.Empty(client.DropPolicies());
    }

    [Fact]
    public void Who_may_not_list_them_is_told()
    {
        FakeKernel kernel = new FakeKernel().Answer(list => Datagram.Ack(list.LastSequence, (int)Errno.EPERM));
        using var client = new ChainClient(new NetlinkConnection(kernel));
        Assert.Equal(Errno.EPERM, Assert.Throws<NetlinkException>(client.DropPolicies).Error);
    }

    /// <summary>NFT_MSG_NEWCHAIN with NFTA_CHAIN_TABLE, _NAME, and for a chain with a hook NFTA_CHAIN_HOOK and _POLICY.</summary>
    private static byte[] Chain(byte family, string table, string name, (uint Number, uint Policy)? hook, uint sequence = 1)
    {
        var writer = new NetlinkWriter();
        writer.BeginMessage(ChainMessages.New);
        writer.PutHeader(new NetfilterHeader(family, 0, 0));
        writer.PutString(1, table);
        writer.PutString(3, name);
        if (hook is (uint number, uint policy))
        {
            int nest = writer.BeginNest(4);
            writer.PutUInt32BigEndian(1, number);
            writer.PutUInt32BigEndian(2, 0);
            writer.EndNest(nest);
            writer.PutUInt32BigEndian(5, policy);
        }

        writer.EndMessage();
        return Datagram.Message(ChainMessages.New, Datagram.Multi, sequence, writer.Written[16..].ToArray());
    }
}
