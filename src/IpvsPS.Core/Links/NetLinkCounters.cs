namespace IpvsPS;

/// <summary>What a link has received and sent since it was made; <c>ip -s link</c> shows the same.</summary>
public sealed class NetLinkCounters
{
    /// <summary>Bytes received.</summary>
    public ulong ReceivedBytes { get; set; }

    /// <summary>Packets received.</summary>
    public ulong ReceivedPackets { get; set; }

    /// <summary>Packets received with an error.</summary>
    public ulong ReceiveErrors { get; set; }

    /// <summary>Packets received and dropped for lack of room or of somebody to take them.</summary>
    public ulong ReceiveDropped { get; set; }

    /// <summary>Bytes sent.</summary>
    public ulong SentBytes { get; set; }

    /// <summary>Packets sent.</summary>
    public ulong SentPackets { get; set; }

    /// <summary>Packets that could not be sent for an error.</summary>
    public ulong SendErrors { get; set; }

    /// <summary>Packets dropped instead of being sent.</summary>
    public ulong SendDropped { get; set; }

    /// <summary>Both directions in short.</summary>
    /// <returns><c>received 1240 B in 12 packets, sent 980 B in 11</c></returns>
    public override string ToString() =>
        FormattableString.Invariant($"received {ReceivedBytes} B in {ReceivedPackets} packets, sent {SentBytes} B in {SentPackets}");
}
