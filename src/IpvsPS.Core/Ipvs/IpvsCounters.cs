namespace IpvsPS.Ipvs;

/// <summary>What the kernel has counted of a service or a real server since it was made or last reset.</summary>
/// <param name="Connections">Connections that were scheduled.</param>
/// <param name="IncomingPackets">Packets from clients.</param>
/// <param name="OutgoingPackets">Packets to clients that passed the director.</param>
/// <param name="IncomingBytes">Bytes from clients, IP headers included.</param>
/// <param name="OutgoingBytes">Bytes to clients that passed the director, IP headers included.</param>
public readonly record struct IpvsCounters(
    ulong Connections,
    ulong IncomingPackets,
    ulong OutgoingPackets,
    ulong IncomingBytes,
    ulong OutgoingBytes
)
{
    /// <summary>Whether every counter is at least as high as an earlier reading of it: none has begun anew.</summary>
    /// <param name="earlier">The earlier reading.</param>
    public bool IsAfter(in IpvsCounters earlier) =>
        Connections >= earlier.Connections
        && IncomingPackets >= earlier.IncomingPackets
        && OutgoingPackets >= earlier.OutgoingPackets
        && IncomingBytes >= earlier.IncomingBytes
        && OutgoingBytes >= earlier.OutgoingBytes;

    /// <summary>What was counted between two readings, of which the second <see cref="IsAfter"/> the first.</summary>
    public static IpvsCounters operator -(in IpvsCounters later, in IpvsCounters earlier) =>
        new(
            later.Connections - earlier.Connections,
            later.IncomingPackets - earlier.IncomingPackets,
            later.OutgoingPackets - earlier.OutgoingPackets,
            later.IncomingBytes - earlier.IncomingBytes,
            later.OutgoingBytes - earlier.OutgoingBytes
        );

    /// <summary>The sum of both.</summary>
    public static IpvsCounters operator +(in IpvsCounters left, in IpvsCounters right) =>
        new(
            left.Connections + right.Connections,
            left.IncomingPackets + right.IncomingPackets,
            left.OutgoingPackets + right.OutgoingPackets,
            left.IncomingBytes + right.IncomingBytes,
            left.OutgoingBytes + right.OutgoingBytes
        );
}

/// <summary>A service with its settings and its counters, read at one moment.</summary>
/// <param name="Service">The service.</param>
/// <param name="Counters">Its counters.</param>
public sealed record CountedService(IpvsService Service, IpvsCounters Counters);

/// <summary>A real server with its settings, connection counts and counters, read at one moment.</summary>
/// <param name="Server">The real server.</param>
/// <param name="Counters">Its counters.</param>
public readonly record struct CountedRealServer(RealServer Server, IpvsCounters Counters);
