using System.Runtime.InteropServices;
using IpvsPS.Netlink;

namespace IpvsPS.Ipvs;

/// <summary>Decodes the counters in replies about services and real servers.</summary>
internal static class IpvsStatisticReplies
{
    /// <summary>The statistics of the reply's service, or null where it holds none.</summary>
    public static IpvsStatistic? Service(in NetlinkMessage message)
    {
        if (IpvsReplies.Service(message) is not { } service)
        {
            return null;
        }

        var statistic = new IpvsStatistic(service.Id);
        ReadNest(message, CommandAttribute.Service, ServiceAttribute.Statistics, ServiceAttribute.Statistics64, statistic);
        return statistic;
    }

    /// <summary>The statistics of the reply's real server, or null where it holds none.</summary>
    public static IpvsStatistic? RealServer(in NetlinkMessage message, IpvsServiceId service)
    {
        if (!IpvsReplies.TryReadRealServer(message, service.Family, out RealServer server))
        {
            return null;
        }

        var statistic = new IpvsStatistic(service, server.Address, server.Port);
        ReadNest(message, CommandAttribute.RealServer, RealServerAttribute.Statistics, RealServerAttribute.Statistics64, statistic);
        return statistic;
    }

    /// <summary>The reply's service with its counters, or null where it holds none.</summary>
    public static CountedService? CountedService(in NetlinkMessage message) =>
        IpvsReplies.Service(message) is { } service
            ? new CountedService(
                service,
                Counters(message, CommandAttribute.Service, ServiceAttribute.Statistics, ServiceAttribute.Statistics64)
            )
            : null;

    /// <summary>The reply's real server with its counters; false where it holds none.</summary>
    public static bool TryReadCountedServer(in NetlinkMessage message, AddressFamily family, out CountedRealServer row)
    {
        bool isThere = IpvsReplies.TryReadRealServer(message, family, out RealServer server);
        row = isThere
            ? new CountedRealServer(
                server,
                Counters(message, CommandAttribute.RealServer, RealServerAttribute.Statistics, RealServerAttribute.Statistics64)
            )
            : default;
        return isThere;
    }

    private static IpvsCounters Counters(in NetlinkMessage message, ushort nest, ushort narrow, ushort wide)
    {
        if (!TryFindCounters(message, nest, narrow, wide, out NetlinkAttributes attributes))
        {
            return default;
        }

        var counters = new IpvsCounters();
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            counters = attribute.Type switch
            {
                StatisticsAttribute.Connections => counters with { Connections = Number(attribute) },
                StatisticsAttribute.IncomingPackets => counters with { IncomingPackets = Number(attribute) },
                StatisticsAttribute.OutgoingPackets => counters with { OutgoingPackets = Number(attribute) },
                StatisticsAttribute.IncomingBytes => counters with { IncomingBytes = Number(attribute) },
                StatisticsAttribute.OutgoingBytes => counters with { OutgoingBytes = Number(attribute) },
                _ => counters,
            };
        }

        return counters;
    }

    /// <summary>The 64-bit counters; the 32-bit ones of kernels before 4.1, which have no others.</summary>
    private static bool TryFindCounters(
        in NetlinkMessage message,
        ushort nest,
        ushort narrow,
        ushort wide,
        out NetlinkAttributes attributes
    )
    {
        NetlinkAttribute counters = default;
        bool isThere =
            message.Attributes(GenericHeader.Size).TryFind(nest, out NetlinkAttribute whole)
            && (whole.Nested.TryFind(wide, out counters) || whole.Nested.TryFind(narrow, out counters));
        attributes = isThere ? counters.Nested : default;
        return isThere;
    }

    private static void ReadNest(in NetlinkMessage message, ushort nest, ushort narrow, ushort wide, IpvsStatistic statistic)
    {
        if (TryFindCounters(message, nest, narrow, wide, out NetlinkAttributes counters))
        {
            ReadCounters(counters, statistic);
        }
    }

    private static void ReadCounters(NetlinkAttributes attributes, IpvsStatistic statistic)
    {
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case StatisticsAttribute.Connections:
                    statistic.Connections = Number(attribute);
                    break;
                case StatisticsAttribute.IncomingPackets:
                    statistic.IncomingPackets = Number(attribute);
                    break;
                case StatisticsAttribute.OutgoingPackets:
                    statistic.OutgoingPackets = Number(attribute);
                    break;
                case StatisticsAttribute.IncomingBytes:
                    statistic.IncomingBytes = Number(attribute);
                    break;
                case StatisticsAttribute.OutgoingBytes:
                    statistic.OutgoingBytes = Number(attribute);
                    break;
                case StatisticsAttribute.ConnectionsPerSecond:
                    statistic.ConnectionsPerSecond = Number(attribute);
                    break;
                case StatisticsAttribute.IncomingPacketsPerSecond:
                    statistic.IncomingPacketsPerSecond = Number(attribute);
                    break;
                case StatisticsAttribute.OutgoingPacketsPerSecond:
                    statistic.OutgoingPacketsPerSecond = Number(attribute);
                    break;
                case StatisticsAttribute.IncomingBytesPerSecond:
                    statistic.IncomingBytesPerSecond = Number(attribute);
                    break;
                case StatisticsAttribute.OutgoingBytesPerSecond:
                    statistic.OutgoingBytesPerSecond = Number(attribute);
                    break;
            }
        }
    }

    private static ulong Number(NetlinkAttribute attribute) =>
        attribute.Payload.Length == sizeof(uint) ? MemoryMarshal.Read<uint>(attribute.Payload) : attribute.UInt64;
}
