using System.Collections;
using System.Net;
using System.Reflection;
using IpvsPS.Firewall;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.Fuzz;

/// <summary>Targets of bytes from the kernel.</summary>
internal static class NetlinkReaders
{
    /// <summary>As deep as any protocol of this module nests attributes, and one more.</summary>
    private const int DeepestNest = 4;

    private static readonly NetNamespace Netns = new("pod");
    private static readonly IpvsServiceId IPv4 = IpvsServiceId.ForAddress(
        InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.1")),
        80,
        IpvsProtocol.Tcp
    );
    private static readonly IpvsServiceId IPv6 = IpvsServiceId.ForAddress(
        InetAddress.FromIPAddress(IPAddress.Parse("2001:db8::1")),
        53,
        IpvsProtocol.Udp
    );

    /// <summary>Calls by the first byte of the input.</summary>
    private static readonly Func<IpvsClient, object?>[] IpvsCalls =
    [
        client => client.ListServices(),
        client => client.GetService(IPv4),
        client => client.ListRealServers(new IpvsService(IPv4)),
        client => client.ListRealServers(new IpvsService(IPv6)),
        client => client.ListStatistics(),
        client => client.GetStatistic(IPv6),
        client => client.ListRealServerStatistics(IPv4),
        client => client.GetTimeouts(),
        client => client.GetInfo(),
        client => client.ListSyncDaemons(),
        client => client.AddServices([new IpvsService(IPv4), new IpvsService(IPv6)]),
        client => client.AddRealServers([new IpvsRealServer(IPv4, IPv4.Address, 80), new IpvsRealServer(IPv4, IPv4.Address, 81)]),
    ];

    private static readonly Func<LinkClient, object?>[] LinkCalls =
    [
        client => client.ListLinks(),
        client => client.GetLink("dummy0"),
        client => client.ListAddresses(),
        client => client.ListAddresses(new NetLink { Index = 9, Name = "dummy0" }),
        client => client.ListRoutes(NetLinkRouteTable.Main),
        client =>
            client.AddAddresses([
                new NetLinkAddress
                {
                    LinkIndex = 9,
                    Address = IPAddress.Loopback,
                    PrefixLength = 32,
                },
            ]),
    ];

    private static readonly Func<NetlinkConnection, object?>[] NetfilterCalls =
    [
        connection => new ChainClient(connection).DropPolicies(),
        connection => new ConntrackClient(connection).List(AddressFamily.IPv4),
        connection => new ConntrackClient(connection).List(AddressFamily.IPv6),
    ];

    /// <summary>Walks a datagram as a reader that knows nothing of its protocol.</summary>
    public static void Walk(byte[] input)
    {
        var reader = new NetlinkReader(input);
        while (reader.TryRead(out NetlinkMessage message))
        {
            _ = (message.Type, message.Flags, message.Sequence, message.PortId);
            if (message.Type is NetlinkMessageType.Error or NetlinkMessageType.Done)
            {
                _ = NetlinkAcknowledgement.Error(message);
                _ = NetlinkAcknowledgement.KernelMessage(message);
            }
            else if (message.Type is RouteMessageType.NewLink or RouteMessageType.NewAddress)
            {
                bool isLink = message.Type == RouteMessageType.NewLink;
                _ = isLink ? message.Header<LinkHeader>().Index : message.Header<AddressHeader>().LinkIndex;
                Walk(message.Attributes(isLink ? LinkHeader.Size : AddressHeader.Size), DeepestNest);
            }
            else
            {
                Walk(message.Attributes(GenericHeader.Size), DeepestNest);
            }
        }
    }

    public static void AskIpvs(byte[] input)
    {
        using IpvsClient client = IpvsClient.Create(
            new NetlinkConnection(new FakeKernel(new ScriptedAnswers(input, NetlinkProtocol.Generic))),
            Netns
        );
        Look(IpvsCalls[First(input) % IpvsCalls.Length](client));
    }

    public static void AskLinks(byte[] input)
    {
        using var client = new LinkClient(new NetlinkConnection(new FakeKernel(new ScriptedAnswers(input, NetlinkProtocol.Route))), Netns);
        Look(LinkCalls[First(input) % LinkCalls.Length](client));
    }

    public static void AskNetfilter(byte[] input)
    {
        using var connection = new NetlinkConnection(new FakeKernel(new ScriptedAnswers(input, NetlinkProtocol.Netfilter)));
        Look(NetfilterCalls[First(input) % NetfilterCalls.Length](connection));
    }

    private static byte First(byte[] input) => input.Length > 0 ? input[0] : (byte)0;

    private static void Walk(NetlinkAttributes attributes, int depth)
    {
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            _ = attribute.Text;
            if (attribute.Payload.Length >= 16)
            {
                _ = (attribute.Address(AddressFamily.IPv6), attribute.UInt64, attribute.UInt32BigEndian, attribute.UInt16, attribute.Byte);
            }

            if (depth > 0 && IsNest(attribute))
            {
                Walk(attribute.Nested, depth - 1);
            }
        }
    }

    /// <summary>Whether the payload begins as a list of attributes does: with a length that fits.</summary>
    private static bool IsNest(in NetlinkAttribute attribute) =>
        attribute.Payload.Length >= 8 && attribute.UInt16 >= NetlinkLayout.AttributeHeader && attribute.UInt16 <= attribute.Payload.Length;

    /// <summary>A row is there to be shown: none of its properties may throw.</summary>
    private static void Look(object? result)
    {
        foreach (object row in result is IEnumerable rows ? rows : new[] { result })
        {
            _ = row?.ToString();
            foreach (PropertyInfo property in row?.GetType().GetProperties() ?? [])
            {
                _ = property.GetValue(row)?.ToString();
            }
        }
    }
}
