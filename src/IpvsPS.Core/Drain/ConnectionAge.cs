namespace IpvsPS.Drain;

/// <summary>
/// How long ago a connection's last packet was: its timer starts anew with each (<c>ip_vs_conn_put</c>), at a time that depends
/// on its state (<c>tcp_timeouts</c>, <c>sctp_timeouts</c>, <c>udp_timeouts</c> in <c>net/netfilter/ipvs/ip_vs_proto_*.c</c>).
/// </summary>
internal sealed class ConnectionAge(IpvsTimeout timeouts)
{
    private static readonly TimeSpan DefaultEstablished = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan DefaultFinWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DefaultUdp = TimeSpan.FromMinutes(5);

    private readonly TimeSpan _established = timeouts.Tcp ?? DefaultEstablished;
    private readonly TimeSpan _finWait = timeouts.TcpFin ?? DefaultFinWait;
    private readonly TimeSpan _udp = timeouts.Udp ?? DefaultUdp;

    /// <summary>
    /// The age in whole seconds, rounded up; null for a state in which nothing follows that a client waits for (TIME_WAIT,
    /// CLOSE) or whose time is not known. After a change of the timeouts it is wrong until the next packet.
    /// </summary>
    public TimeSpan? Of(IpvsConnection connection)
    {
        TimeSpan? whole = connection.State switch
        {
            "ESTABLISHED" => connection.Protocol == IpvsProtocol.Sctp ? DefaultEstablished : _established,
            "UDP" => _udp,
            "FIN_WAIT" => _finWait,
            "SYN_SENT" => TimeSpan.FromMinutes(2),
            "SYN_RECV" or "CLOSE_WAIT" => TimeSpan.FromMinutes(1),
            "LAST_ACK" => TimeSpan.FromSeconds(30),
            _ => null,
        };
        return whole is null || connection.IsTemplate ? null
            : whole > connection.ExpiresIn ? whole - connection.ExpiresIn
            : TimeSpan.Zero;
    }
}
