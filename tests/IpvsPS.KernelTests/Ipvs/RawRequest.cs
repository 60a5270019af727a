using System.Net;
using IpvsPS.Ipvs;
using IpvsPS.Namespaces;
using IpvsPS.Netlink;

namespace IpvsPS.KernelTests.Ipvs;

/// <summary>Requests that the cmdlets refuse to send, sent past their rules in the table of <see cref="SmallTable"/>.</summary>
internal static class RawRequest
{
    private static readonly IpvsServiceId Service = Id("10.0.0.1", 80);

    private static readonly Dictionary<string, Action<IpvsClient>> Requests = new()
    {
        ["weight below 0"] = client => Add(client, server => server.Weight = -1),
        ["thresholds crossed"] = client => Add(client, server => (server.UpperThreshold, server.LowerThreshold) = (5, 6)),
        ["prefix length 0"] = client => AddPersistent(client, 0),
        ["prefix length 129"] = client => AddPersistent(client, 129),
        ["multicast real server"] = client => Add(client, server => server.Address = IPAddress.Parse("224.0.0.1")),
        ["mixed family without a tunnel"] = client => Add(client, server => server.Address = IPAddress.Parse("2001:db8::3")),
        ["daemon of a bad state"] = client => client.StartSyncDaemon(new IpvsSyncDaemon { State = (IpvsSyncState)7, Interface = "lo" }),
        ["group not multicast"] = client =>
            client.StartSyncDaemon(new IpvsSyncDaemon { Interface = "lo", MulticastGroup = IPAddress.Parse("10.0.0.1") }),
        ["GUE with port 0"] = client =>
            Add(client, server => (server.ForwardingMethod, server.TunnelType) = (IpvsForwardingMethod.Tunnel, IpvsTunnelType.Gue)),
        ["bad address family"] = client => client.AddService(new IpvsService(IpvsServiceId.ForFirewallMark(5, (AddressFamily)99))),
        ["scheduler name of 16"] = client => client.AddService(new IpvsService(Id("10.0.0.5", 80)) { Scheduler = "a23456789012345x" }),
        ["real server that is absent"] = client => client.SetRealServer(MakeServer()),
        ["real server of no service"] = client => client.AddRealServer(new IpvsRealServer(Id("10.9.9.9", 80), Address("10.1.0.2"), 80)),
    };

    /// <summary>Sends the request that has this name and returns the kernel's answer.</summary>
    public static Errno AnswerIn(ScratchNamespace netns, string name)
    {
        using NetNamespaceHandle handle = NetNamespaceHandle.Open(new NetNamespace(netns.Name));
        try
        {
            if (name == "missing attribute")
            {
                SendServiceWithoutScheduler(handle);
            }
            else
            {
                using IpvsClient client = IpvsClient.Open(handle, CancellationToken.None);
                Requests[name](client);
            }

            return Errno.None;
        }
        catch (NetlinkException e)
        {
            return e.Error;
        }
    }

    private static void Add(IpvsClient client, Action<IpvsRealServer> spoil)
    {
        IpvsRealServer server = MakeServer();
        spoil(server);
        client.AddRealServer(server);
    }

    private static void AddPersistent(IpvsClient client, int length) =>
        client.AddService(
            new IpvsService(Id("2001:db8::5", 80)) { PersistenceTimeout = TimeSpan.FromMinutes(1), PersistencePrefixLength = length }
        );

    private static void SendServiceWithoutScheduler(NetNamespaceHandle netns)
    {
        using NetlinkConnection connection = NamespaceThread.Connect(netns, NetlinkProtocol.Generic, CancellationToken.None);
        var writer = new NetlinkWriter();
        ushort family = GenericNetlinkFamily.Resolve(connection, IpvsGenl.FamilyName);
        IpvsMessages.WriteServiceId(writer, family, IpvsGenlCommand.NewService, NetlinkFlags.None, Id("10.0.0.5", 80));
        connection.Execute("add a service without a scheduler", writer);
    }

    private static IpvsRealServer MakeServer() => new(Service, Address("10.1.0.2"), 80);

    private static IpvsServiceId Id(string address, ushort port) => IpvsServiceId.ForAddress(Address(address), port, IpvsProtocol.Tcp);

    private static InetAddress Address(string text) => InetAddress.FromIPAddress(IPAddress.Parse(text));
}
