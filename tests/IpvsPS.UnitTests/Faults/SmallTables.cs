using System.Net;
using System.Runtime.InteropServices;
using IpvsPS.Ipvs;
using IpvsPS.Links;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.UnitTests.Faults;

/// <summary>Answers every request of the clients as the real kernel would, with small tables.</summary>
/// <param name="protocol">Which of its protocols this socket speaks: their message types are the same numbers.</param>
internal sealed class SmallTables(NetlinkProtocol protocol) : INetlinkResponder
{
    private const ushort Controller = 16;

    /// <summary>The id of the IPVS family; null where the module is not loaded.</summary>
    public ushort? Family { get; set; } = 0x1c;

    /// <summary>What every request is refused with, besides the look-up of the family.</summary>
    public Errno Refusal { get; set; }

    /// <summary>How many listings change while they are read.</summary>
    public int Interruptions { get; set; }

    /// <summary>Whether listings have rows and no end.</summary>
    public bool IsEndless { get; set; }

    /// <summary>The changes that were made, without their sequence numbers.</summary>
    public List<string> Changes { get; } = [];

    /// <summary>How many requests came.</summary>
    public int Requests { get; private set; }

    public void Answer(in NetlinkMessage request, FakeKernel kernel)
    {
        Requests++;
        uint sequence = request.Sequence;
        Errno refusal = RefusalOf(request);
        if (refusal != Errno.None)
        {
            kernel.Answer(Datagram.Ack(sequence, (int)refusal));
            return;
        }

        bool isGet = IsGet(request);
        if (!isGet)
        {
            Changes.Add(TextOf(request));
        }

        bool isDump = isGet && request.Flags.HasFlag(NetlinkFlags.Dump);
        ushort interrupted = (ushort)(isDump && Interruptions-- > 0 ? (int)NetlinkFlags.DumpInterrupted : 0);
        ushort flags = (ushort)((isDump ? Datagram.Multi : 0) | interrupted);
        foreach (NetlinkWriter row in isGet ? Rows(request, isDump) : [])
        {
            ushort type = BitConverter.ToUInt16(row.Written[4..]);
            kernel.Answer(Datagram.Message(type, flags, sequence, row.Written[16..].ToArray()));
        }

        if (isDump && !IsEndless)
        {
            kernel.Answer(Datagram.Message(Datagram.Done, flags, sequence, new byte[4]));
        }
        else if (!isDump && request.Flags.HasFlag(NetlinkFlags.Ack))
        {
            kernel.Answer(Datagram.Ack(sequence));
        }
    }

    private Errno RefusalOf(in NetlinkMessage request) =>
        request.Type == NetlinkMessageType.NoOperation ? Errno.None
        : IsLookUp(request) ? (Family is null ? Errno.ENOENT : Errno.None)
        : protocol == NetlinkProtocol.Generic && request.Type != Family ? Errno.ENOENT
        : Refusal != Errno.None ? Refusal
        : Changes.Contains(TextOf(request)) ? RefusalToRepeat(request)
        : Errno.None;

    /// <summary>What is there cannot be added again, and what has gone cannot be removed again.</summary>
    private Errno RefusalToRepeat(in NetlinkMessage request) =>
        IsAddition(request) ? Errno.EEXIST
        : protocol == NetlinkProtocol.Generic ? Errno.None
        : (Route)request.Type switch
        {
            Route.NewAddress or Route.NewRoute or Route.NewNeighbor => Errno.EEXIST,
            Route.DeleteAddress => Errno.EADDRNOTAVAIL,
            Route.DeleteRoute => Errno.ESRCH,
            _ => Errno.None,
        };

    private static string TextOf(in NetlinkMessage request) =>
        $"{request.Flags & ~NetlinkFlags.Ack} {Convert.ToHexString(request.Payload)}";

    private bool IsLookUp(in NetlinkMessage request) => protocol == NetlinkProtocol.Generic && request.Type == Controller;

    private bool IsAddition(in NetlinkMessage request) =>
        protocol == NetlinkProtocol.Generic
        && (IpvsGenlCommand)request.Payload[0] is IpvsGenlCommand.NewService or IpvsGenlCommand.NewRealServer;

    private bool IsGet(in NetlinkMessage request) =>
        request.Type == NetlinkMessageType.NoOperation
        || IsLookUp(request)
        || (protocol == NetlinkProtocol.Generic ? $"{(IpvsGenlCommand)request.Payload[0]}" : $"{(Route)request.Type}").StartsWith(
            "Get",
            StringComparison.Ordinal
        );

    private IEnumerable<NetlinkWriter> Rows(in NetlinkMessage request, bool isDump) =>
        request.Type == NetlinkMessageType.NoOperation ? []
        : IsLookUp(request) ? [Generic(Controller, writer => writer.PutUInt16(1, Family!.Value))]
        : protocol == NetlinkProtocol.Generic ? TableRows((IpvsGenlCommand)request.Payload[0], isDump)
        : (Route)request.Type switch
        {
            Route.GetLink when isDump => [Link(3, "br0"), Link(9, "dummy0", master: 3)],
            Route.GetLink => request.Header<LinkHeader>().Index == 3 ? [Link(3, "br0")] : [Link(9, "dummy0", master: 3)],
            Route.GetAddress => [Address(9, 1), Address(3, 2)],
            Route.GetRoute => [LocalRoute()],
            Route.GetNeighbor => [Neighbor(9, 2)],
            _ => throw new InvalidOperationException($"This kernel has no rows for messages of type {request.Type}: give it some."),
        };

    private IEnumerable<NetlinkWriter> TableRows(IpvsGenlCommand command, bool isDump) =>
        command switch
        {
            IpvsGenlCommand.GetService => isDump ? [Service(80), Service(81)] : [Service(80)],
            IpvsGenlCommand.GetRealServer => [RealServer(1), RealServer(2)],
            IpvsGenlCommand.GetDaemon => [Daemon()],
            IpvsGenlCommand.GetConfig => [Generic(Family!.Value, writer => writer.PutUInt32(CommandAttribute.TimeoutTcp, 900))],
            IpvsGenlCommand.GetInfo => [Generic(Family!.Value, writer => writer.PutUInt32(InfoAttribute.Version, 0x010201))],
            _ => [],
        };

    private NetlinkWriter Service(ushort port) =>
        Nest(
            CommandAttribute.Service,
            writer =>
            {
                writer.PutUInt16(ServiceAttribute.Family, 2);
                writer.PutUInt16(ServiceAttribute.Protocol, 6);
                writer.PutAddress(ServiceAttribute.Address, InetAddress.FromIPAddress(IPAddress.Parse("10.0.0.1")));
                writer.PutUInt16BigEndian(ServiceAttribute.Port, port);
                writer.PutString(ServiceAttribute.Scheduler, "wlc");
            }
        );

    private NetlinkWriter RealServer(byte last) =>
        Nest(
            CommandAttribute.RealServer,
            writer =>
            {
                writer.PutAddress(RealServerAttribute.Address, InetAddress.FromIPAddress(new IPAddress([10, 1, 0, last])));
                writer.PutUInt16BigEndian(RealServerAttribute.Port, 80);
                writer.PutUInt32(RealServerAttribute.ForwardingMethod, 3);
                writer.PutUInt32(RealServerAttribute.Weight, 1);
            }
        );

    private NetlinkWriter Daemon() =>
        Nest(
            CommandAttribute.Daemon,
            writer =>
            {
                writer.PutUInt32(DaemonAttribute.State, 1);
                writer.PutString(DaemonAttribute.Interface, "eth0");
            }
        );

    private NetlinkWriter Nest(ushort type, Action<NetlinkWriter> write) =>
        Generic(
            Family!.Value,
            writer =>
            {
                int nest = writer.BeginNest(type);
                write(writer);
                writer.EndNest(nest);
            }
        );

    private static NetlinkWriter Generic(ushort type, Action<NetlinkWriter> write) => Message(type, new GenericHeader(1, 1), write);

    private static NetlinkWriter Link(int index, string name, uint master = 0) =>
        Message(
            RouteMessageType.NewLink,
            LinkHeader.ForIndex(index),
            writer =>
            {
                writer.PutString(LinkAttribute.Name, name);
                if (master != 0)
                {
                    writer.PutUInt32(LinkAttribute.Master, master);
                }
            }
        );

    private static NetlinkWriter Address(int link, byte last) =>
        Message(
            RouteMessageType.NewAddress,
            new AddressHeader(2, 32, 0, 0, link),
            writer => writer.PutBytes(AddressAttribute.Network, [10, 0, 0, last])
        );

    private static NetlinkWriter Neighbor(int link, byte last) =>
        Message(
            RouteMessageType.NewNeighbor,
            new NeighborHeader(2, 0, 0, link, 2, 0, 1),
            writer => writer.PutBytes(NeighborAttribute.Destination, [10, 0, 0, last])
        );

    /// <summary>struct rtmsg and RTA_TABLE, RTA_DST, RTA_OIF: <c>local 10.96.0.0/16 dev lo table local</c>.</summary>
    private static NetlinkWriter LocalRoute() =>
        Message(
            (ushort)Route.NewRoute,
            new RouteHeader(2, 16, 0, 0, 255, 4, 254, 2, 0),
            writer =>
            {
                writer.PutUInt32(15, 255);
                writer.PutBytes(1, [10, 96, 0, 0]);
                writer.PutUInt32(4, 1);
            }
        );

    private static NetlinkWriter Message<T>(ushort type, T header, Action<NetlinkWriter> write)
        where T : unmanaged
    {
        var writer = new NetlinkWriter();
        writer.BeginMessage(type);
        writer.PutHeader(header);
        write(writer);
        writer.EndMessage();
        return writer;
    }

    /// <summary>Requests that it answers apart, from <c>include/uapi/linux/rtnetlink.h</c>.</summary>
    private enum Route : ushort
    {
        GetLink = 18,
        NewAddress = 20,
        DeleteAddress = 21,
        GetAddress = 22,
        NewRoute = 24,
        DeleteRoute = 25,
        GetRoute = 26,
        NewNeighbor = 28,
        GetNeighbor = 30,
    }

    /// <summary>struct rtmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct RouteHeader(
        byte Family,
        byte DestinationLength,
        byte SourceLength,
        byte Tos,
        byte Table,
        byte Protocol,
        byte Scope,
        byte Type,
        uint Flags
    );
}
