using System.Management.Automation;
using System.Net;

namespace IpvsPS.UnitTests.Views;

/// <summary>What several samples are made of: both families, the longest addresses, everything and next to nothing.</summary>
internal static class SampleParts
{
    public const string LongServer = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff";

    public static readonly NetNamespace Blue = new("blue")
    {
        Device = 4,
        Inode = 4026532132,
        Identity = "cookie=4097;ctime=1732629000123456789;boot=1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    };
    public static readonly NetNamespace Pod = new("/proc/48211/ns/net") { Device = 4, Inode = 4026532407 };
    public static readonly IPAddress LongAddress = IPAddress.Parse("2001:db8:1234:5678:9abc:def0:1234:5678");

    public static readonly IpvsService Web = Service("10.0.0.185", 80);
    public static readonly IpvsService Widest = Service("192.168.100.100", 65535, IpvsProtocol.Sctp);
    public static readonly IpvsService Secure = new()
    {
        VirtualAddress = LongAddress,
        VirtualPort = 443,
        Scheduler = "sh",
        SchedulerFlag = ["sh-fallback", "sh-port"],
        PersistenceTimeout = TimeSpan.FromMinutes(5),
        PersistencePrefixLength = 64,
    };

    public static readonly IpvsService NameService = new()
    {
        VirtualAddress = Parse("10.0.0.185"),
        VirtualPort = 53,
        Protocol = IpvsProtocol.Udp,
        Scheduler = "rr",
        OnePacket = true,
    };

    public static readonly IpvsService Phone = new()
    {
        VirtualAddress = Parse("10.0.0.185"),
        VirtualPort = 5060,
        Protocol = IpvsProtocol.Udp,
        PersistenceTimeout = TimeSpan.FromSeconds(60),
        PersistencePrefixLength = 24,
        PersistenceEngine = "sip",
    };

    public static readonly IpvsService Mark = new() { FirewallMark = 7, Scheduler = "wrr" };
    public static readonly IpvsService LargestMark = new()
    {
        FirewallMark = uint.MaxValue,
        AddressFamily = AddressFamily.IPv6,
        Scheduler = "lblcr",
    };

    public static IPAddress Parse(string address) => IPAddress.Parse(address);

    public static IpvsService Service(string address, int port, IpvsProtocol protocol = IpvsProtocol.Tcp) =>
        new()
        {
            VirtualAddress = Parse(address),
            VirtualPort = port,
            Protocol = protocol,
        };

    public static IpvsService Here(IpvsService service, NetNamespace netns)
    {
        service.NetNamespace = netns;
        return service;
    }

    public static IpvsRealServer Server(
        IpvsService service,
        string address,
        int port,
        IpvsForwardingMethod method,
        int weight,
        uint active = 0,
        uint inactive = 0
    )
    {
        return new IpvsRealServer(service.Id, InetAddress.FromIPAddress(Parse(address)), (ushort)port)
        {
            Service = service.ToString(),
            ForwardingMethod = method,
            Weight = weight,
            ActiveConnections = active,
            InactiveConnections = inactive,
            TunnelType = method == IpvsForwardingMethod.Tunnel ? IpvsTunnelType.Ipip : null,
        };
    }

    public static PSObject AsTyped(object value, string typeName)
    {
        var shown = new PSObject(value);
        shown.TypeNames.Insert(0, typeName);
        return shown;
    }
}
