using System.Globalization;
using IpvsPS.Session;

namespace IpvsPS.Objects;

/// <summary>
/// How long connections of a network namespace live on without packets, in seconds. The kernel's own values are 900, 120
/// and 300. A change is for connections that see a packet after it.
/// </summary>
public sealed class IpvsTimeout
{
    /// <summary>Makes timeouts to be filled in.</summary>
    public IpvsTimeout() { }

    internal IpvsTimeout(IpvsPS.IpvsTimeout timeouts)
    {
        Tcp = (int?)timeouts.Tcp?.TotalSeconds;
        TcpFin = (int?)timeouts.TcpFin?.TotalSeconds;
        Udp = (int?)timeouts.Udp?.TotalSeconds;
        NetNamespace = NetNamespaceText.Of(timeouts.NetNamespace);
    }

    /// <summary>Established TCP connections; null, on an object to be set, leaves it as it is.</summary>
    public int? Tcp { get; set; }

    /// <summary>TCP connections after a FIN; null, on an object to be set, leaves it as it is.</summary>
    public int? TcpFin { get; set; }

    /// <summary>UDP flows; null, on an object to be set, leaves it as it is.</summary>
    public int? Udp { get; set; }

    /// <summary>The network namespace the timeouts are of: its name, else its path, empty for the home namespace; null on an object that
    /// was not read from a kernel.</summary>
    public string? NetNamespace { get; set; }

    /// <summary>Gives the value of IpvsPS.Core, as configurations hold it.</summary>
    /// <param name="timeouts">The object.</param>
    public static implicit operator IpvsPS.IpvsTimeout(IpvsTimeout timeouts) =>
        new()
        {
            Tcp = Seconds(timeouts.Tcp),
            TcpFin = Seconds(timeouts.TcpFin),
            Udp = Seconds(timeouts.Udp),
        };

    /// <summary>The times in the order of <c>ipvsadm -L --timeout</c>; those that are null are left out.</summary>
    /// <returns><c>tcp 900, tcpfin 120, udp 300</c>.</returns>
    public override string ToString()
    {
        (string Name, int? Time)[] times = [("tcp", Tcp), ("tcpfin", TcpFin), ("udp", Udp)];
        return string.Join(
            ", ",
            times
                .Where(pair => pair.Time is not null)
                .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Name} {pair.Time}"))
        );
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
