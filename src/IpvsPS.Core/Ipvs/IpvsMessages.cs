using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Encodes every request of the IPVS family; nothing else knows how they look.</summary>
internal static class IpvsMessages
{
    /// <summary>Behind its address, the message of a real server has its port, forwarding method, weight and thresholds: each four bytes
    /// behind four of a header.</summary>
    private const int SettingsBytes = 5 * 8;

    public static void AddService(NetlinkWriter writer, ushort family, IpvsService service) =>
        WriteService(writer, family, IpvsGenlCommand.NewService, service, service.Scheduler);

    /// <summary>With scheduler <c>none</c> instead of its own, the service takes no connections.</summary>
    public static void AddUnpublishedService(NetlinkWriter writer, ushort family, IpvsService service) =>
        WriteService(writer, family, IpvsGenlCommand.NewService, service, "none");

    public static void SetService(NetlinkWriter writer, ushort family, IpvsService service) =>
        WriteService(writer, family, IpvsGenlCommand.SetService, service, service.Scheduler);

    public static void RemoveService(NetlinkWriter writer, ushort family, IpvsServiceId service) =>
        WriteServiceId(writer, family, IpvsGenlCommand.DeleteService, NetlinkFlags.None, service);

    public static void GetService(NetlinkWriter writer, ushort family, IpvsServiceId service) =>
        WriteServiceId(writer, family, IpvsGenlCommand.GetService, NetlinkFlags.None, service);

    public static void Flush(NetlinkWriter writer, ushort family) => WriteBare(writer, family, IpvsGenlCommand.Flush, NetlinkFlags.None);

    public static void ListServices(NetlinkWriter writer, ushort family) =>
        WriteBare(writer, family, IpvsGenlCommand.GetService, NetlinkFlags.Dump);

    public static void ListRealServers(NetlinkWriter writer, ushort family, IpvsServiceId service) =>
        WriteServiceId(writer, family, IpvsGenlCommand.GetRealServer, NetlinkFlags.Dump, service);

    public static void AddRealServer(NetlinkWriter writer, ushort family, IpvsServiceId service, in RealServer server) =>
        WriteRealServer(writer, family, IpvsGenlCommand.NewRealServer, service, server);

    /// <summary>
    /// A real server behind one of the same service and family, neither reached by a tunnel: their messages differ in values only. A
    /// table has tens of thousands of them, and writing the attributes anew takes several times as long.
    /// </summary>
    public static void AddNextRealServer(NetlinkWriter writer, in RealServer server)
    {
        int addressBytes = server.Address.ByteCount;
        ref byte address = ref writer.RepeatMessage(tail: addressBytes + SettingsBytes);
        server.Address.WriteTo(MemoryMarshal.CreateSpan(ref address, addressBytes));
        ref byte settings = ref Unsafe.Add(ref address, addressBytes);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref settings, 4), BinaryPrimitives.ReverseEndianness(server.Port));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref settings, 12), (uint)server.ForwardingMethod);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref settings, 20), (uint)server.KernelWeight);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref settings, 28), server.UpperThreshold);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref settings, 36), server.LowerThreshold);
    }

    public static void SetRealServer(NetlinkWriter writer, ushort family, IpvsServiceId service, in RealServer server) =>
        WriteRealServer(writer, family, IpvsGenlCommand.SetRealServer, service, server);

    public static void RemoveRealServer(NetlinkWriter writer, ushort family, IpvsServiceId service, InetAddress address, ushort port)
    {
        Begin(writer, family, IpvsGenlCommand.DeleteRealServer, NetlinkFlags.None);
        PutServiceId(writer, service);
        int nest = writer.BeginNest(CommandAttribute.RealServer);
        PutEndpoint(writer, address, port);
        writer.EndNest(nest);
        writer.EndMessage();
    }

    /// <summary>Starts a message; its attributes and EndMessage follow.</summary>
    public static void Begin(NetlinkWriter writer, ushort family, IpvsGenlCommand command, NetlinkFlags flags)
    {
        writer.BeginMessage(family, flags);
        writer.PutHeader(new GenericHeader((byte)command, IpvsGenl.Version));
    }

    /// <summary>A whole message that says no more than the command.</summary>
    public static void WriteBare(NetlinkWriter writer, ushort family, IpvsGenlCommand command, NetlinkFlags flags)
    {
        Begin(writer, family, command, flags);
        writer.EndMessage();
    }

    /// <summary>A whole message that says no more than which service it is about.</summary>
    public static void WriteServiceId(
        NetlinkWriter writer,
        ushort family,
        IpvsGenlCommand command,
        NetlinkFlags flags,
        IpvsServiceId service
    )
    {
        Begin(writer, family, command, flags);
        PutServiceId(writer, service);
        writer.EndMessage();
    }

    private static void PutServiceId(NetlinkWriter writer, IpvsServiceId service)
    {
        int nest = writer.BeginNest(CommandAttribute.Service);
        PutIdentity(writer, service);
        writer.EndNest(nest);
    }

    private static void PutIdentity(NetlinkWriter writer, IpvsServiceId service)
    {
        writer.PutUInt16(ServiceAttribute.Family, (ushort)service.Family);
        if (service.IsFirewallMark)
        {
            writer.PutUInt32(ServiceAttribute.FirewallMark, service.FirewallMark);
            return;
        }

        writer.PutUInt16(ServiceAttribute.Protocol, service.Protocol);
        writer.PutAddress(ServiceAttribute.Address, service.Address);
        writer.PutUInt16BigEndian(ServiceAttribute.Port, service.Port);
    }

    private static void WriteService(NetlinkWriter writer, ushort family, IpvsGenlCommand command, IpvsService service, string scheduler)
    {
        Begin(writer, family, command, NetlinkFlags.None);
        int nest = writer.BeginNest(CommandAttribute.Service);
        PutIdentity(writer, service.Id);
        writer.PutString(ServiceAttribute.Scheduler, scheduler);
        if (service.PersistenceEngine is { } engine)
        {
            writer.PutString(ServiceAttribute.PersistenceEngine, engine);
        }

        // struct ip_vs_flags {flags, mask}: every flag is set to what the service says.
        writer.PutUInt64(ServiceAttribute.Flags, IpvsFlags.Of(service) | ((ulong)uint.MaxValue << 32));
        writer.PutUInt32(ServiceAttribute.Timeout, (uint)(service.PersistenceTimeout?.TotalSeconds ?? 0));
        PutPrefix(writer, service);
        writer.EndNest(nest);
        writer.EndMessage();
    }

    /// <summary>IPv4 takes a mask in network order, IPv6 a prefix length in host order.</summary>
    private static void PutPrefix(NetlinkWriter writer, IpvsService service)
    {
        if (service.AddressFamily == AddressFamily.IPv6)
        {
            writer.PutUInt32(ServiceAttribute.Netmask, (uint)(service.PersistencePrefixLength ?? 128));
        }
        else
        {
            writer.PutUInt32BigEndian(ServiceAttribute.Netmask, IpvsFlags.IPv4Mask(service.PersistencePrefixLength ?? 32));
        }
    }

    private static void WriteRealServer(
        NetlinkWriter writer,
        ushort family,
        IpvsGenlCommand command,
        IpvsServiceId service,
        in RealServer server
    )
    {
        Begin(writer, family, command, NetlinkFlags.None);
        PutServiceId(writer, service);
        int nest = writer.BeginNest(CommandAttribute.RealServer);
        PutEndpoint(writer, server.Address, server.Port);
        writer.PutUInt32(RealServerAttribute.ForwardingMethod, (uint)server.ForwardingMethod);
        writer.PutUInt32(RealServerAttribute.Weight, (uint)server.KernelWeight);
        writer.PutUInt32(RealServerAttribute.UpperThreshold, server.UpperThreshold);
        writer.PutUInt32(RealServerAttribute.LowerThreshold, server.LowerThreshold);
        if (server.ForwardingMethod == IpvsForwardingMethod.Tunnel)
        {
            writer.PutByte(RealServerAttribute.TunnelType, (byte)(server.TunnelType ?? IpvsTunnelType.Ipip));
            writer.PutUInt16BigEndian(RealServerAttribute.TunnelPort, server.TunnelPort ?? 0);
            writer.PutUInt16(RealServerAttribute.TunnelFlags, (ushort)(server.TunnelChecksum ?? IpvsTunnelChecksum.None));
        }

        writer.EndNest(nest);
        writer.EndMessage();
    }

    /// <summary>The family always goes along: without it the kernel takes the service's.</summary>
    private static void PutEndpoint(NetlinkWriter writer, InetAddress address, ushort port)
    {
        writer.PutUInt16(RealServerAttribute.Family, (ushort)address.Family);
        writer.PutAddress(RealServerAttribute.Address, address);
        writer.PutUInt16BigEndian(RealServerAttribute.Port, port);
    }
}
