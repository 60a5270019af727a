using IpvsPS.Configuration;
using IpvsPS.Ipvs;
using IpvsPS.Netlink;
using IpvsPS.Testing.Netlink;

namespace IpvsPS.UnitTests.ServiceProxy;

/// <summary>
/// A table behind a <see cref="FakeKernel"/>: it answers for the services that it was given, and keeps the changes that were asked of
/// it without making them.
/// </summary>
internal sealed class FakeIpvsTable : INetlinkResponder
{
    private const ushort Controller = 16;
    private const ushort Family = 0x1c;
    private const ushort FamilyId = 1;

    /// <summary>The services that are there.</summary>
    public Dictionary<IpvsServiceId, ServiceEntry> Services { get; } = [];

    /// <summary>The commands of the changes, in order.</summary>
    public List<IpvsGenlCommand> Changes { get; } = [];

    /// <summary>The commands that ask, in order.</summary>
    public List<IpvsGenlCommand> Questions { get; } = [];

    public void Answer(in NetlinkMessage request, FakeKernel kernel)
    {
        uint sequence = request.Sequence;
        if (request.Type == Controller)
        {
            Reply(kernel, ControllersAnswer(), sequence, 0);
        }
        else if (request.Flags.HasFlag(NetlinkFlags.Dump))
        {
            var asked = (IpvsGenlCommand)request.Payload[0];
            Questions.Add(asked);
            bool isAboutServices = asked == IpvsGenlCommand.GetService;
            Dump(kernel, sequence, isAboutServices ? Services.Values.Select(Row) : Rows(Find(request, IpvsMessages.ListRealServers)));
            return;
        }
        else if ((IpvsGenlCommand)request.Payload[0] != IpvsGenlCommand.GetService)
        {
            Changes.Add((IpvsGenlCommand)request.Payload[0]);
        }
        else
        {
            Questions.Add(IpvsGenlCommand.GetService);
            if (Find(request, IpvsMessages.GetService) is not { } service)
            {
                kernel.Answer(Datagram.Ack(sequence, (int)Errno.ESRCH));
                return;
            }

            Reply(kernel, Row(service), sequence, 0);
        }

        if (request.Flags.HasFlag(NetlinkFlags.Ack))
        {
            kernel.Answer(Datagram.Ack(sequence));
        }
    }

    private static NetlinkWriter ControllersAnswer()
    {
        var writer = new NetlinkWriter();
        writer.BeginMessage(Controller);
        writer.PutHeader(new GenericHeader(1, 2));
        writer.PutUInt16(FamilyId, Family);
        writer.EndMessage();
        return writer;
    }

    private delegate void Question(NetlinkWriter writer, ushort family, IpvsServiceId id);

    /// <summary>The service whose question it is.</summary>
    private ServiceEntry? Find(in NetlinkMessage request, Question question)
    {
        byte[] asked = request.Payload.ToArray();
        return Services.Values.FirstOrDefault(entry =>
        {
            var writer = new NetlinkWriter();
            question(writer, Family, entry.Id);
            return writer.Written[16..].SequenceEqual(asked);
        });
    }

    private static NetlinkWriter Row(ServiceEntry entry)
    {
        var writer = new NetlinkWriter();
        IpvsMessages.AddService(writer, Family, entry.Service);
        return writer;
    }

    /// <summary>A row of real servers has no service in it: the question has said which.</summary>
    private static IEnumerable<NetlinkWriter> Rows(ServiceEntry? entry)
    {
        foreach (RealServer server in entry?.RealServers ?? default)
        {
            var writer = new NetlinkWriter();
            IpvsMessages.Begin(writer, Family, IpvsGenlCommand.NewRealServer, NetlinkFlags.None);
            int nest = writer.BeginNest(CommandAttribute.RealServer);
            writer.PutAddress(RealServerAttribute.Address, server.Address);
            writer.PutUInt16BigEndian(RealServerAttribute.Port, server.Port);
            writer.PutUInt32(RealServerAttribute.ForwardingMethod, 0);
            writer.PutUInt32(RealServerAttribute.Weight, (uint)server.Weight);
            writer.PutUInt32(RealServerAttribute.ActiveConnections, server.ActiveConnections);
            writer.PutUInt16(RealServerAttribute.Family, (ushort)server.Address.Family);
            writer.EndNest(nest);
            writer.EndMessage();
            yield return writer;
        }
    }

    private static void Dump(FakeKernel kernel, uint sequence, IEnumerable<NetlinkWriter> rows)
    {
        foreach (NetlinkWriter row in rows)
        {
            Reply(kernel, row, sequence, Datagram.Multi);
        }

        kernel.Answer(Datagram.End(sequence));
    }

    private static void Reply(FakeKernel kernel, NetlinkWriter row, uint sequence, ushort flags) =>
        kernel.Answer(Datagram.Message(BitConverter.ToUInt16(row.Written[4..]), flags, sequence, row.Written[16..].ToArray()));
}
