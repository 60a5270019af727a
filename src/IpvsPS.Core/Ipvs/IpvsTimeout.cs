namespace IpvsPS;

/// <summary>
/// How long connections of a network namespace live on without packets, in whole seconds. The kernel's own values are
/// 900, 120 and 300 s. A change is for connections that see a packet after it.
/// </summary>
public sealed class IpvsTimeout
{
    /// <summary>Established TCP connections; null, on an object to be set, leaves it as it is.</summary>
    public TimeSpan? Tcp { get; set; }

    /// <summary>TCP connections after a FIN; null, on an object to be set, leaves it as it is.</summary>
    public TimeSpan? TcpFin { get; set; }

    /// <summary>UDP flows; null, on an object to be set, leaves it as it is.</summary>
    public TimeSpan? Udp { get; set; }

    /// <summary>The network namespace the timeouts are of; null on an object that was not read from a kernel.</summary>
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>Whether it says nothing: to set it would change nothing.</summary>
    internal bool IsEmpty => Tcp is null && TcpFin is null && Udp is null;

    /// <summary>The times in the order of <c>ipvsadm -L --timeout</c>; those that are null are left out.</summary>
    /// <returns><c>tcp 900, tcpfin 120, udp 300</c>, in seconds.</returns>
    public override string ToString()
    {
        (string Name, TimeSpan? Time)[] times = [("tcp", Tcp), ("tcpfin", TcpFin), ("udp", Udp)];
        return string.Join(
            ", ",
            times
                .Where(pair => pair.Time is not null)
                .Select(pair => FormattableString.Invariant($"{pair.Name} {pair.Time!.Value.TotalSeconds}"))
        );
    }
}
